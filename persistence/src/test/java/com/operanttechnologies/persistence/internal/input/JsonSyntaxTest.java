package com.operanttechnologies.persistence.internal.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is taken for a JSON object here is one for PostgreSQL, and what isn't is none. */
@Tag("USE-1")
class JsonSyntaxTest {

    private static final List<String> EXAMPLES = List.of(
            "{}",
            " {\"a\" : 1 , \"b\":[true,false,null,\"\"]}\n",
            "{\"a\":{\"b\":[[],{}]},\"a\":-0.5e+10}",
            "{\"\\u00e9\\n\\\"\\\\\\/\":\"é\uD83D\uDE00 \\ud83d\"}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":.5}",
            "{\"a\":1e}",
            "{\"a\":+1}",
            "{\"a\":-}",
            "{\"a\":NaN}",
            "{\"a\":tru}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"tab\there\"}",
            "{\"a\":1,}",
            "{\"a\":[1,]}",
            "{,}",
            "{a:1}",
            "{'a':1}",
            "{\"a\" 1}",
            "{\"a\":1} {}",
            "{\"a\":1}x",
            "{\"a\":1",
            "[{}]",
            "\"{}\"",
            "1",
            "",
            " ",
            "\uFEFF{}",
            "{\"a\":1}\u00a0",
            "{\"a\":1}\u000b",
            "{\"a\":\"\u007f\u2028\"}",
            "{\"a\":" + "9".repeat(300) + "}");

    private static final String PIECES = "{}[]\",:\\u0019eE+-.tfn alsru/ \t\n\r\u0001é";

    @Test
    void decides_as_postgresql_does() throws SQLException {
        List<String> texts = new ArrayList<>(EXAMPLES);
        Random random = new Random(7);
        for (int i = 0; i < 6_000; i++) {
            StringBuilder text = new StringBuilder(EXAMPLES.get(random.nextInt(4)));
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = random.nextInt(text.length());
                char piece = PIECES.charAt(random.nextInt(PIECES.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, piece);
                    case 1 -> text.insert(at, piece);
                    default -> text.append(' ').deleteCharAt(at);
                }
            }
            // Half a surrogate pair is no character, and can't be sent.
            texts.add(text.toString().replaceAll("[\uD800-\uDFFF]", ""));
        }
        List<Boolean> expected = areObjects(texts);
        assertThat(expected).as("both kinds are tried").contains(true, false);
        assertThat(IntStream.range(0, texts.size())
                        .filter(i -> JsonSyntax.isObject(texts.get(i)) != expected.get(i))
                        .mapToObj(texts::get))
                .isEmpty();
    }

    @Test
    void deep_nesting_is_refused_and_not_followed() {
        int most = JsonSyntax.MOST_LEVELS;
        assertThat(JsonSyntax.isObject("{\"a\":" + "[".repeat(most) + "]".repeat(most) + "}"))
                .isTrue();
        assertThat(JsonSyntax.isObject("{\"a\":" + "[".repeat(most + 1) + "]".repeat(most + 1) + "}"))
                .isFalse();
        assertThat(JsonSyntax.isObject("{\"a\":" + "[".repeat(1_000_000))).isFalse();
    }

    private static List<Boolean> areObjects(List<String> texts) throws SQLException {
        try (Connection connection = TestDatabase.database().administrator().connect();
                Statement create = connection.createStatement()) {
            // As pg_input_is_valid() of PostgreSQL 16 and newer would say.
            create.execute("""
                    create function pg_temp.is_object(t text) returns boolean language plpgsql as $$
                    begin return json_typeof(t::json) = 'object'; exception when others then return false; end $$""");
            return areObjects(connection, texts);
        }
    }

    private static List<Boolean> areObjects(Connection connection, List<String> texts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select pg_temp.is_object(t) from unnest(?) with ordinality u (t, n) order by n")) {
            statement.setArray(1, connection.createArrayOf("text", texts.toArray()));
            List<Boolean> are = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    are.add(rows.getBoolean(1));
                }
            }
            return are;
        }
    }
}
