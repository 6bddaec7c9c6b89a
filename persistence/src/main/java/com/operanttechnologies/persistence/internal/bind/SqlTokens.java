package com.operanttechnologies.persistence.internal.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.core.Parser;

/**
 * The words and signs of a statement, without comments, and with literals as one empty word. Quotes and comments are
 * skipped by the driver's own functions, so that both agree where they end.
 */
final class SqlTokens {

    /** Stands for a literal, so that what it says is never taken for SQL. */
    static final String LITERAL = "";

    private SqlTokens() {}

    /** Names as PostgreSQL folds them: unquoted ones in lower case, quoted ones as they are. */
    static List<String> of(String sql) {
        List<String> tokens = new ArrayList<>();
        char[] text = sql.toCharArray();
        int at = 0;
        while (at < text.length) {
            char c = text[at];
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '-' && at + 1 < text.length && text[at + 1] == '-') {
                at = Parser.parseLineComment(text, at) + 1;
            } else if (c == '/' && at + 1 < text.length && text[at + 1] == '*') {
                at = Parser.parseBlockComment(text, at) + 1;
            } else if (c == '\'') {
                at = Parser.parseSingleQuotes(text, at, true) + 1;
                tokens.add(LITERAL);
            } else if (c == '"') {
                int end = Math.min(Parser.parseDoubleQuotes(text, at), text.length - 1);
                tokens.add(new String(text, at + 1, Math.max(0, end - at - 1)).replace("\"\"", "\""));
                at = end + 1;
            } else if (c == '$' && Parser.parseDollarQuotes(text, at) > at) {
                at = Parser.parseDollarQuotes(text, at) + 1;
                tokens.add(LITERAL);
            } else if (Parser.isIdentifierStartChar(c)) {
                int end = at + 1;
                while (end < text.length && Parser.isIdentifierContChar(text[end])) {
                    end++;
                }
                tokens.add(new String(text, at, end - at).toLowerCase(Locale.ROOT));
                at = end;
            } else {
                tokens.add(String.valueOf(c));
                at++;
            }
        }
        return tokens;
    }
}
