package com.operanttechnologies.tenancytests.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of 4 MB that a test can fill, without filling the machine's. */
final class SmallDisk implements AutoCloseable {

    private final Path mounted;

    private SmallDisk(Path mounted) {
        this.mounted = mounted;
    }

    /** Mounts one, or skips the test where that needs a right that it doesn't have. */
    static SmallDisk mount() throws Exception {
        Path folder = Files.createTempDirectory("operant-small-disk-");
        boolean done = run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "operant-small-disk", folder.toString());
        if (!done) {
            Files.delete(folder);
        }
        assumeTrue(
                done,
                "A server's disk can only be filled if the test may mount a small tmpfs, which takes root with"
                        + " CAP_SYS_ADMIN; PostgreSQL has no quota of its own that ends in 53100");
        return new SmallDisk(folder);
    }

    Path folder(String name) throws IOException {
        return Files.createDirectory(mounted.resolve(name));
    }

    /** Takes all of the space that is left. */
    void fill() {
        byte[] page = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (mounted.toFile().getUsableSpace() > 0) {
                filler.write(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it back. */
    void empty() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        if (!run("umount", mounted.toString())) {
            throw new IllegalStateException("Could not unmount " + mounted + "; do it by hand");
        }
        Files.delete(mounted);
    }

    private Path filler() {
        return mounted.resolve("filler");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
