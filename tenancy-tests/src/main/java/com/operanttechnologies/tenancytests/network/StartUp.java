package com.operanttechnologies.tenancytests.network;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One of the packets before a session, which have no type byte: a length that counts itself, a code, and the rest.
 *
 * @param message what it is
 * @param bytes the whole packet
 */
record StartUp(FrontendMessage message, byte[] bytes) {

    private static final int CANCEL_REQUEST = 80877102;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_ENCRYPTION_REQUEST = 80877104;
    private static final int SHORTEST = 2 * Integer.BYTES;
    /** The server's own limit. */
    private static final int LONGEST = 10_000;

    /** Reads one packet. */
    static StartUp read(DataInputStream client) throws IOException {
        int length = client.readInt();
        if (length < SHORTEST || length > LONGEST) {
            throw new IOException("Not PostgreSQL's protocol: a start-up packet of length " + length);
        }
        byte[] bytes = new byte[length];
        ByteBuffer packet = ByteBuffer.wrap(bytes).putInt(length);
        if (client.readNBytes(bytes, Integer.BYTES, length - Integer.BYTES) < length - Integer.BYTES) {
            throw new EOFException("The client left in the middle of a start-up packet");
        }
        return new StartUp(
                switch (packet.getInt()) {
                    case CANCEL_REQUEST -> FrontendMessage.CANCEL_REQUEST;
                    case SSL_REQUEST, GSS_ENCRYPTION_REQUEST -> FrontendMessage.ENCRYPTION_REQUEST;
                    default -> FrontendMessage.STARTUP;
                },
                bytes);
    }
}
