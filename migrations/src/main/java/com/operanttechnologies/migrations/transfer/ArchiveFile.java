package com.operanttechnologies.migrations.transfer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is being written: beside its place, as {@code NAME.part}, until it is complete and on disk. So what
 * has the name is whole, whatever ends the program. What an earlier, interrupted export has left there is overwritten.
 */
final class ArchiveFile implements AutoCloseable {

    private final Path place;
    private final Path part;
    private final FileChannel channel;
    private final ZipOutputStream zip;
    private boolean isComplete;

    private ArchiveFile(Path place, Path part, FileChannel channel) {
        this.place = place;
        this.part = part;
        this.channel = channel;
        this.zip = new ZipOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), StandardCharsets.UTF_8);
        // Twice as fast as the usual level, for a tenth more bytes: an export shouldn't wait for it.
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /** @throws FileAlreadyExistsException when there is such a file, or another export is writing it */
    static ArchiveFile begin(Path place) throws IOException {
        if (Files.exists(place)) {
            throw new FileAlreadyExistsException(place.toString(), null, "there is such a file; name another one");
        }
        Path part = place.resolveSibling(place.getFileName() + ".part");
        boolean posix = part.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] forOwner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(part, options, forOwner);
        try {
            if (!locked(channel)) {
                throw new FileAlreadyExistsException(part.toString(), null, "another export is writing it");
            }
            channel.truncate(0);
            return new ArchiveFile(place, part, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Begins a file of the archive; what is written to the stream goes into it until the next one begins. */
    ZipOutputStream entry(String name) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        return zip;
    }

    /** Puts the archive to its place. */
    void complete() throws IOException {
        zip.finish();
        zip.flush();
        channel.force(true);
        if (Files.exists(place)) {
            throw new FileAlreadyExistsException(place.toString(), null, "somebody has made it meanwhile");
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        isComplete = true;
        Path folder = place.toAbsolutePath().getParent();
        if (folder != null) {
            sync(folder);
        }
    }

    /** So that the new name survives a crash of the machine. */
    private static void sync(Path folder) {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Some systems don't open folders, and keep names by themselves.
            return;
        }
    }

    /** Removes what isn't complete. */
    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        if (!isComplete) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                failure = e;
            }
        }
        channel.close();
        if (failure != null) {
            throw failure;
        }
    }
}
