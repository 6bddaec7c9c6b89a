package com.operanttechnologies.migrations.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive that is whole: every file of it has been read once and is what the manifest says. Nothing of it is ever
 * written to a place that its names could choose; what it may hold is known before, and every size has a limit.
 */
final class ArchiveReader implements AutoCloseable {

    private static final String MANIFEST = "manifest.json";
    private static final String README = "README.txt";
    /** A manifest of 10,000 tables is smaller. */
    private static final int LARGEST_MANIFEST = 16 << 20;

    private static final int MOST_ENTRIES = 10_002;

    private final ZipFile zip;
    private final ArchiveManifest manifest;

    private ArchiveReader(ZipFile zip, ArchiveManifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens an archive and verifies all of it.
     *
     * @param largest bytes that it may unpack to
     * @throws ArchiveRefusedException when it is damaged, incomplete, too large or no archive
     */
    static ArchiveReader open(Path from, long largest) throws IOException {
        if (!Files.isRegularFile(from)) {
            throw new ArchiveRefusedException("There is no file " + from);
        }
        ZipFile zip;
        try {
            zip = new ZipFile(from.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw new ArchiveRefusedException(from + " is no archive, or its end is missing", e);
        }
        try {
            return new ArchiveReader(zip, verified(zip, largest));
        } catch (ZipException e) {
            zip.close();
            throw new ArchiveRefusedException(from + " is damaged: it can't be unpacked", e);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ArchiveManifest verified(ZipFile zip, long largest) throws IOException {
        Map<String, ZipEntry> entries = entries(zip);
        ZipEntry described = entries.remove(MANIFEST);
        if (described == null) {
            throw new ArchiveRefusedException("The archive lacks manifest.json: it is no export of a Customer");
        }
        ArchiveManifest manifest;
        try (InputStream bytes = new LimitedInput(zip.getInputStream(described), LARGEST_MANIFEST, MANIFEST)) {
            manifest = ManifestJson.read(bytes);
        }
        entries.remove(README);
        Set<String> expected = new HashSet<>();
        long total = 0;
        for (ArchivePart part : manifest.parts()) {
            if (!expected.add(entry(part))) {
                throw new ArchiveRefusedException("manifest.json names the table " + part.table() + " twice");
            }
            if (!entries.containsKey(entry(part))) {
                throw new ArchiveRefusedException("The archive lacks " + entry(part) + ", which its manifest names");
            }
            if (part.bytes() > largest - total) {
                throw new ArchiveRefusedException("The archive unpacks to more than " + largest
                        + " bytes; allow more if you expect as much of this Customer");
            }
            total += part.bytes();
        }
        for (String name : entries.keySet()) {
            if (!expected.contains(name)) {
                throw new ArchiveRefusedException("The archive holds a file that its manifest doesn't name");
            }
        }
        for (ArchivePart part : manifest.parts()) {
            verify(zip, part);
        }
        return manifest;
    }

    private static Map<String, ZipEntry> entries(ZipFile zip) {
        if (zip.size() > MOST_ENTRIES) {
            throw new ArchiveRefusedException("The archive holds more than " + MOST_ENTRIES + " files");
        }
        Map<String, ZipEntry> entries = new HashMap<>();
        zip.stream().forEach(entry -> {
            if (entries.put(entry.getName(), entry) != null) {
                throw new ArchiveRefusedException("The archive holds two files of the same name");
            }
        });
        return entries;
    }

    private static void verify(ZipFile zip, ArchivePart part) throws IOException {
        MeasuredOutput measured = new MeasuredOutput(OutputStream.nullOutputStream());
        try (InputStream bytes =
                new LimitedInput(zip.getInputStream(zip.getEntry(entry(part))), part.bytes(), entry(part))) {
            bytes.transferTo(measured);
        }
        measured.flush();
        if (measured.bytes() != part.bytes() || !measured.sha256().equals(part.sha256())) {
            throw new ArchiveRefusedException(entry(part) + " is damaged: it isn't what manifest.json says");
        }
    }

    private static String entry(ArchivePart part) {
        return "data/" + part.table() + ".csv";
    }

    ArchiveManifest manifest() {
        return manifest;
    }

    /** The rows of a part; once more no longer than its manifest says, whoever may have changed the file meanwhile. */
    InputStream rows(ArchivePart part) throws IOException {
        return new LimitedInput(zip.getInputStream(zip.getEntry(entry(part))), part.bytes(), entry(part));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
