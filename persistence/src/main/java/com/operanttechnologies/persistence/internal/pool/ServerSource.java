package com.operanttechnologies.persistence.internal.pool;

import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a pool's connections come from. A data source has a login timeout of its own; a pool that is given a URL sets
 * the one of the whole JVM, for every other pool and login in it.
 */
final class ServerSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    ServerSource(String url, String username, String password) {
        setURL(url);
        setUser(username);
        setPassword(password);
        // The server's DETAIL prints the row; it reaches neither messages nor logs.
        setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
        // Only the extended protocol lets the server refuse two commands in one message.
        setProperty(PGProperty.PREFER_QUERY_MODE, "extended");
        setProperty(PGProperty.TCP_KEEP_ALIVE, "true");
        // So that ApplicationName travels when the connection is made: set afterwards, the first RESET ALL would lose
        // it.
        setProperty(PGProperty.ASSUME_MIN_SERVER_VERSION, "15");
    }

    /** The pool's, unless the URL says one. */
    @Override
    public void setLoginTimeout(int seconds) {
        if (getLoginTimeout() == 0) {
            super.setLoginTimeout(seconds);
        }
    }
}
