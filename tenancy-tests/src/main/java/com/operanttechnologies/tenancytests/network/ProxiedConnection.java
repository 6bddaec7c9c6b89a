package com.operanttechnologies.tenancytests.network;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One client's connection and the server's end of it; a thread for each direction. */
final class ProxiedConnection {

    private static final int BUFFER = 1 << 16;

    private final Socket client;
    private final Socket server = new Socket();
    private final Distance distance;
    private final Line line;
    private final Conversation conversation;

    ProxiedConnection(Socket client, Distance distance, Line line, Traffic traffic) {
        this.client = client;
        this.distance = distance;
        this.line = line;
        this.conversation = new Conversation(traffic);
    }

    /** Forwards until either side leaves; for a thread of its own. */
    void run(InetSocketAddress target) {
        try {
            // Nagle's algorithm would add delays of its own.
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target);
            if (startUp(new DataInputStream(client.getInputStream()))) {
                Thread answers =
                        new Thread(this::answers, Thread.currentThread().getName() + "-answers");
                answers.setDaemon(true);
                answers.start();
                requests();
                server.shutdownOutput();
                answers.join();
            }
        } catch (IOException e) {
            // One side left, or doesn't speak the protocol: closing tells the other one.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    void close() {
        // Both, even if closing one fails.
        try (client;
                server) {
            return;
        } catch (IOException e) {
            // A socket that fails to close is of no use to anybody either.
            return;
        }
    }

    /** Returns false when no session follows. */
    private boolean startUp(DataInputStream fromClient) throws IOException {
        while (true) {
            StartUp packet = StartUp.read(fromClient);
            conversation.clientBytes(false);
            if (conversation.client(packet.message())) {
                distance.cover();
            }
            switch (packet.message()) {
                case ENCRYPTION_REQUEST -> {
                    // What is encrypted can't be counted. The client goes on in clear, or says that it may not.
                    conversation.declined();
                    conversation.serverBytes();
                    client.getOutputStream().write('N');
                }
                case CANCEL_REQUEST -> {
                    server.getOutputStream().write(packet.bytes());
                    // The server closes when it has passed the request on; libpq waits for that.
                    server.getInputStream().transferTo(OutputStream.nullOutputStream());
                    return false;
                }
                default -> {
                    server.getOutputStream().write(packet.bytes());
                    return true;
                }
            }
        }
    }

    private void requests() throws IOException {
        boolean[] opens = new boolean[1];
        MessageScanner scanner =
                new MessageScanner((type, code) -> opens[0] |= conversation.client(FrontendMessage.of(type)));
        InputStream from = client.getInputStream();
        OutputStream to = server.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            opens[0] = false;
            scanner.scan(buffer, count);
            conversation.clientBytes(scanner.isMidMessage());
            if (opens[0]) {
                distance.cover();
            }
            to.write(buffer, 0, count);
        }
    }

    private void answers() {
        MessageScanner scanner = new MessageScanner(conversation::server);
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream from = server.getInputStream();
            OutputStream to = client.getOutputStream();
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                if (line.losesAnswers()) {
                    return; // What the server has done is done, and the client doesn't learn of it.
                }
                // Counted before the client sees it, so that who has an answer can rely on the count.
                scanner.scan(buffer, count);
                conversation.serverBytes();
                to.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One side left: closing tells the other one.
            return;
        } finally {
            close();
        }
    }
}
