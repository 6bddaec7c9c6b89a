package com.operanttechnologies.persistence.internal.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between on loopback and, once told to, keeps everything that is said to itself, as some firewalls do. */
final class SwallowingProxy implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean swallows;

    SwallowingProxy(int target) throws IOException {
        this.target = target;
        start(this::letIn);
    }

    int port() {
        return door.getLocalPort();
    }

    void swallow() {
        swallows = true;
    }

    private void letIn() throws IOException {
        while (true) {
            Socket caller = keep(door.accept());
            Socket server = keep(new Socket(InetAddress.getLoopbackAddress(), target));
            start(() -> pass(caller, server));
            start(() -> pass(server, caller));
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[8192];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (!swallows) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
        if (!swallows) {
            to.close();
        }
    }

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private interface Job {
        void run() throws IOException;
    }

    private static void start(Job job) {
        Thread thread = new Thread(
                () -> {
                    try {
                        job.run();
                    } catch (IOException closed) {
                        Thread.currentThread().interrupt(); // It ends.
                    }
                },
                "swallowing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
