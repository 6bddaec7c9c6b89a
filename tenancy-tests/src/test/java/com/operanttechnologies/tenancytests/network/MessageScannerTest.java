package com.operanttechnologies.tenancytests.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageScannerTest {

    private static final byte[] STREAM = {
        'S', 0, 0, 0, 4, // Sync
        'd', 0, 0, 0, 6, 1, 2, // shorter than a code
        'R', 0, 0, 0, 8, 0, 0, 1, 2, 'Q', 0, 0, 0, 12, 0, 0, 0, 7, 9, 9, 9, 9, 'Z', 0, 0, 0, 5, 'I'
    };
    private static final List<String> MESSAGES = List.of("S 0", "d 0", "R 258", "Q 7", "Z 0");

    private final List<String> seen = new ArrayList<>();
    private final MessageScanner scanner = new MessageScanner((type, code) -> seen.add((char) type + " " + code));

    @Test
    void finds_the_same_messages_however_the_stream_is_cut() throws IOException {
        for (int piece = 1; piece <= STREAM.length; piece++) {
            seen.clear();
            for (int i = 0; i < STREAM.length; i += piece) {
                byte[] bytes = Arrays.copyOfRange(STREAM, i, Math.min(i + piece, STREAM.length));
                scanner.scan(bytes, bytes.length);
            }
            assertThat(seen).as("in pieces of " + piece).isEqualTo(MESSAGES);
        }
    }

    @Test
    void tells_of_a_message_with_its_last_byte_and_not_before() throws IOException {
        scanner.scan(new byte[] {'Z', 0, 0, 0, 5}, 5);
        assertThat(seen).isEmpty();
        scanner.scan(new byte[] {'I'}, 1);
        assertThat(seen).containsExactly("Z 0");
    }

    @Test
    void refuses_a_stream_that_is_not_the_protocol() {
        assertThatThrownBy(() -> scanner.scan(new byte[] {'H', 0, 0, 0, 3}, 5)).isInstanceOf(IOException.class);
    }
}
