package com.operanttechnologies.tenancytests.network;

/**
 * Whose turn it is on one connection. A round trip opens with the first thing that the client says in its turn, and
 * closes when the server has answered all that it was asked; what the client adds in between is pipelined and belongs
 * to it. It follows from the messages alone, however TCP cuts them. Safe for use by the connection's two threads.
 */
final class Conversation {

    private static final byte READY_FOR_QUERY = 'Z';
    private static final byte COPY_IN_RESPONSE = 'G';
    private static final byte COPY_BOTH_RESPONSE = 'W';
    private static final byte AUTHENTICATION = 'R';
    private static final int AUTHENTICATION_OK = 0;
    private static final int AUTHENTICATION_SASL_FINAL = 12;
    private static final byte NOTICE = 'N';
    private static final byte NOTIFICATION = 'A';
    private static final byte PARAMETER_STATUS = 'S';

    private final Traffic traffic;
    private boolean open;
    /** Whether the client asked for answers by Flush, which no ReadyForQuery ends. */
    private boolean flushed;
    /** Whether the client said something that nothing has asked to answer yet: so it can't be waiting. */
    private boolean unasked;

    private boolean clientIsMidMessage;
    private int readyToCome;
    private boolean serverSpokeLast = true;

    Conversation(Traffic traffic) {
        this.traffic = traffic;
    }

    /**
     * The client's bytes are about to be forwarded.
     *
     * @param midMessage whether they end within a message
     */
    synchronized void clientBytes(boolean midMessage) {
        clientIsMidMessage = midMessage;
        if (serverSpokeLast) {
            serverSpokeLast = false;
            traffic.directionChange();
        }
    }

    /** The server's bytes are about to be forwarded. */
    synchronized void serverBytes() {
        serverSpokeLast = true;
    }

    /** Returns true when this message opens a round trip. */
    synchronized boolean client(FrontendMessage message) {
        traffic.message(message);
        boolean opens = !open;
        open = true;
        if (message.asksForReady()) {
            readyToCome++;
        }
        flushed |= message == FrontendMessage.FLUSH;
        unasked = message.isPipelined();
        return opens;
    }

    synchronized void server(byte type, int code) {
        switch (type) {
            case READY_FOR_QUERY -> {
                // More of them than were asked for can come: one follows CopyDone of a simple query's COPY.
                readyToCome = Math.max(0, readyToCome - 1);
                yieldIf(waits());
            }
            case COPY_IN_RESPONSE, COPY_BOTH_RESPONSE -> {
                // While it copies, the server ignores the Sync that came with the COPY.
                readyToCome = 0;
                yieldIf(true);
            }
            case AUTHENTICATION -> yieldIf(code != AUTHENTICATION_OK && code != AUTHENTICATION_SASL_FINAL);
            case NOTICE, NOTIFICATION, PARAMETER_STATUS -> {
                // Comes at any time, and answers nothing.
            }
            default -> yieldIf(flushed && waits());
        }
    }

    /** The proxy itself answered a request for encryption. */
    synchronized void declined() {
        yieldIf(true);
    }

    /** Whether nothing more is to come for what the client has said so far, and it said that it's finished. */
    private boolean waits() {
        return readyToCome == 0 && !unasked && !clientIsMidMessage;
    }

    private void yieldIf(boolean answered) {
        if (answered && open) {
            open = false;
            flushed = false;
            traffic.roundTrip();
        }
    }
}
