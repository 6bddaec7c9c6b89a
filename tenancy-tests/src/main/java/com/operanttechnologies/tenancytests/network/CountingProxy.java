package com.operanttechnologies.tenancytests.network;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy in front of PostgreSQL that counts round trips, that can put distance between client and server, and that
 * can break the line between them.
 *
 * <p>A <b>round trip</b> is a time that the client has to wait for the server: it opens with the first message that the
 * client sends in its turn, and counts once the server has answered everything that was asked (with ReadyForQuery, a
 * request for COPY data, a step of authentication, or an answer to Flush). What the client sends in between is
 * pipelined and part of the same round trip. This follows from the messages, so it is the same number on every run, on
 * every machine and however TCP cuts the stream.
 *
 * <p>Limits: where a client pipelines several Syncs, simple queries or Flushes without waiting and an answer overtakes
 * the next of them, it counts as having waited. Requests for encryption are declined by the proxy, and counted as the
 * round trips that they are. Terminate and CancelRequest are never answered, and so are no round trips.
 *
 * <p>Listens on loopback, on a port that the system picks. Its threads are daemons. Safe for use by several threads;
 * the counts are sums over all connections. A count includes an answer as soon as the client can read it.
 */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final ServerAddress server;
    private final Distance distance = new Distance();
    private final Line line = new Line();
    private final Traffic traffic = new Traffic();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

    private CountingProxy(ServerAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /**
     * Starts a proxy in front of a login's server.
     *
     * @throws IllegalArgumentException when the login's URL isn't {@code jdbc:postgresql://host:port/database}
     * @throws IOException when no port can be opened
     */
    public static CountingProxy to(Login login) throws IOException {
        return start(ServerAddress.of(login));
    }

    /**
     * Starts a proxy in front of a server.
     *
     * @throws IOException when no port can be opened
     */
    public static CountingProxy to(String host, int port) throws IOException {
        return start(new ServerAddress(host, port));
    }

    private static CountingProxy start(ServerAddress server) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        CountingProxy proxy = new CountingProxy(server, listener);
        startThread("counting-proxy-" + listener.getLocalPort(), proxy::accept);
        return proxy;
    }

    /**
     * Makes every round trip this much longer, from the next one on: zero for none. What is pipelined is delayed once.
     *
     * @param roundTrip the time of both ways together; kept within some microseconds where the machine isn't busy
     * @return this proxy
     */
    public CountingProxy withDelay(Duration roundTrip) {
        distance.set(roundTrip);
        return this;
    }

    /** Closes all connections, and each that comes, until {@link #restore()}. */
    public void cut() {
        line.cut();
        connections.forEach(ProxiedConnection::close);
    }

    /**
     * From now on, what clients ask reaches the server, but its answers are lost, and with the first one that is lost
     * its connection is closed; until {@link #restore()}.
     */
    public void loseAnswers() {
        line.loseAnswers();
    }

    /** Mends the line for connections that are made from now on, and for those that weren't closed. */
    public void restore() {
        line.restore();
    }

    /**
     * A login for the same server, role and database that leads through this proxy.
     *
     * @throws IllegalArgumentException when the login is for another server
     */
    public Login through(Login login) {
        if (!ServerAddress.of(login).equals(server)) {
            throw new IllegalArgumentException(
                    "This proxy leads to " + server.host() + ":" + server.port() + ", the login is for " + login.url());
        }
        return new ServerAddress("127.0.0.1", port()).in(login);
    }

    /** The port on 127.0.0.1 where the proxy listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Round trips since the start or the last {@link #reset()}, on all connections. */
    public long roundTrips() {
        return traffic.roundTrips();
    }

    /**
     * How often bytes came from a client after bytes from the server. What a network analyser would count: as many as
     * the round trips where the client waits for whole answers, and more where the two talk at once.
     */
    public long directionChanges() {
        return traffic.directionChanges();
    }

    /** How often clients sent this message. */
    public long messages(FrontendMessage message) {
        return traffic.messages(message);
    }

    /** Counts from zero. A round trip that is open now will still be counted. */
    public void reset() {
        traffic.reset();
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        try (listener) {
            connections.forEach(ProxiedConnection::close);
        } catch (IOException e) {
            throw new IllegalStateException("The proxy's port " + port() + " did not close", e);
        } finally {
            // One may have been accepted meanwhile.
            connections.forEach(ProxiedConnection::close);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                ProxiedConnection connection = new ProxiedConnection(client, distance, line, traffic);
                connections.add(connection);
                if (listener.isClosed() || line.isCut()) {
                    connection.close();
                }
                startThread(Thread.currentThread().getName() + "-" + client.getPort(), () -> {
                    connection.run(server.resolve());
                    connections.remove(connection);
                });
            } catch (IOException e) {
                // The port was closed, or a client left before it was accepted.
                continue;
            }
        }
    }

    private static void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
