package com.operanttechnologies.tenancytests.network;

/**
 * What a client can say to PostgreSQL.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-message-formats.html">Message formats</a>
 */
public enum FrontendMessage {
    /** Asks for TLS or GSS encryption; the proxy declines. */
    ENCRYPTION_REQUEST(0),
    /** Opens a session. */
    STARTUP(0),
    /** Asks, on a connection of its own, to cancel what another is doing. Never answered. */
    CANCEL_REQUEST(0),
    /** A password, or a step of SASL or GSS. */
    AUTHENTICATION('p'),
    /** Simple query. */
    QUERY('Q'),
    /** Prepares a statement. */
    PARSE('P'),
    /** Gives a prepared statement its parameters. */
    BIND('B'),
    /** Asks for the types of parameters or columns. */
    DESCRIBE('D'),
    /** Runs a bound statement. */
    EXECUTE('E'),
    /** Closes a prepared statement or portal. */
    CLOSE('C'),
    /** Ends a pipeline; where no transaction is open, it commits. */
    SYNC('S'),
    /** Asks for the answers so far, without ending the pipeline. */
    FLUSH('H'),
    /** Calls a function; deprecated. */
    FUNCTION_CALL('F'),
    /** A piece of COPY. */
    COPY_DATA('d'),
    /** The end of COPY. */
    COPY_DONE('c'),
    /** COPY given up by the client. */
    COPY_FAIL('f'),
    /** Closes the session. Never answered. */
    TERMINATE('X'),
    /** Anything that this list doesn't know. */
    OTHER(0);

    private final int type;

    FrontendMessage(int type) {
        this.type = type;
    }

    /** The message that starts with this byte, of those that come after start-up. */
    static FrontendMessage of(byte type) {
        for (FrontendMessage message : values()) {
            if (message.type == type && type != 0) {
                return message;
            }
        }
        return OTHER;
    }

    /** Whether the server ends its answer to this one with ReadyForQuery. */
    boolean asksForReady() {
        return this == STARTUP || this == QUERY || this == SYNC || this == FUNCTION_CALL;
    }

    /** Whether the server keeps its answer to this one until a Sync or Flush. */
    boolean isPipelined() {
        return this == PARSE || this == BIND || this == DESCRIBE || this == EXECUTE || this == CLOSE;
    }
}
