package com.operanttechnologies.tenancytests.network;

import java.io.IOException;

/**
 * Finds the messages in one direction of a PostgreSQL connection, after start-up: a type byte, a length that counts
 * itself, a payload. Keeps only where it is, so a message may come in any number of pieces. For one thread.
 */
final class MessageScanner {

    /** Told of a message as soon as its last byte has been seen. */
    interface Listener {

        /**
         * @param type the message's first byte
         * @param code the first four bytes of its payload, zero where there are fewer
         */
        void message(byte type, int code);
    }

    private static final int HEADER = 5;
    private static final int CODE_END = HEADER + Integer.BYTES;

    private final Listener listener;
    private long position;
    private long end = HEADER;
    private byte type;
    private int length;
    private int code;

    MessageScanner(Listener listener) {
        this.listener = listener;
    }

    /** Takes the next bytes of the stream. */
    void scan(byte[] bytes, int count) throws IOException {
        int i = 0;
        while (i < count) {
            if (position >= CODE_END) {
                long skipped = Math.min(count - i, end - position);
                position += skipped;
                i += (int) skipped;
            } else {
                header(bytes[i]);
                i++;
            }
            if (position == end && position >= HEADER) {
                listener.message(type, position >= CODE_END ? code : 0);
                position = 0;
                end = HEADER;
            }
        }
    }

    /** Whether the stream so far ends within a message. */
    boolean isMidMessage() {
        return position > 0;
    }

    private void header(byte next) throws IOException {
        if (position == 0) {
            type = next;
            length = 0;
            code = 0;
        } else if (position < HEADER) {
            length = length << 8 | next & 0xff;
        } else {
            code = code << 8 | next & 0xff;
        }
        position++;
        if (position == HEADER) {
            if (length < Integer.BYTES) {
                throw new IOException("Not PostgreSQL's protocol: a message of type " + type + " has length " + length);
            }
            end = 1L + length;
        }
    }
}
