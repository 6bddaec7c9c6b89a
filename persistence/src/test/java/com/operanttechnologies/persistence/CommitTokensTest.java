package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTokensTest {

    private static final String COMMIT = "815.1790000000123";

    private final CommitTokens tokens = new CommitTokens(LookupKey.of(new byte[LookupKey.LENGTH]));

    @Test
    void a_token_carries_its_commit_through_text() {
        CommitToken token = tokens.seal(COMMIT);

        assertThat(tokens.open(CommitToken.parse(token.toString()))).contains(COMMIT);
        assertThat(CommitToken.parse(token.toString())).isEqualTo(token).hasSameHashCodeAs(token);
    }

    @Test
    void two_tokens_in_a_row_have_nothing_in_common_that_would_tell_how_far_apart_they_are() {
        String first = tokens.seal("815.1790000000123").toString();
        String second = tokens.seal("816.1790000000124").toString();

        assertThat(first.substring(0, 8)).isNotEqualTo(second.substring(0, 8));
        assertThat(first.substring(24)).isNotEqualTo(second.substring(24));
    }

    @Test
    void a_token_that_was_changed_anywhere_is_not_ours() {
        String text = tokens.seal(COMMIT).toString();
        // The last character has two bits that say nothing.
        for (int i = 0; i < text.length() - 1; i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            CommitToken changed = CommitToken.parse(text.substring(0, i) + other + text.substring(i + 1));
            assertThat(tokens.open(changed)).isEmpty();
        }
    }

    @Test
    void a_token_of_another_key_is_not_ours() {
        byte[] key = new byte[LookupKey.LENGTH];
        key[0] = 1;

        assertThat(new CommitTokens(LookupKey.of(key)).open(tokens.seal(COMMIT)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1'; select", "815.1790000000123"})
    void text_that_can_not_be_a_token_is_refused_without_repeating_it(String text) {
        assertThatThrownBy(() -> CommitToken.parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("43 letters")
                .message()
                .satisfies(message ->
                        assertThat(text.isEmpty() || !message.contains(text)).isTrue());
    }
}
