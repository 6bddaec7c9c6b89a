package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.transfer.KeyRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Keys are in files: what is on a command line is in the list of processes, and in the shell's history. */
final class KeyFile {

    /** Bytes; a key has some hundred. */
    private static final int LARGEST = 1 << 16;

    private KeyFile() {}

    /**
     * Reads a key.
     *
     * @param option whose value the file is, for the message
     * @throws ParameterException when there is none, it can't be read, or is refused
     */
    static <K> K read(CommandLine command, String option, @Nullable Path file, Function<String, K> key) {
        if (file == null) {
            throw new ParameterException(command, "Missing option: " + option + "=FILE");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new ParameterException(command, option + ": " + file + " is larger than a key");
            }
            return key.apply(Files.readString(file));
        } catch (KeyRefusedException e) {
            throw new ParameterException(command, option + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(command, option + ": " + file + " can't be read", e);
        }
    }

    /**
     * Writes a key into a new file.
     *
     * @param isSecret whether its owner alone may read it
     * @throws FileAlreadyExistsException when there is such a file: a key is never written over
     */
    static void write(Path file, String key, boolean isSecret) throws IOException {
        FileAttribute<?>[] forOwner =
                isSecret && file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forOwner)) {
            channel.write(StandardCharsets.UTF_8.encode(key));
        }
    }
}
