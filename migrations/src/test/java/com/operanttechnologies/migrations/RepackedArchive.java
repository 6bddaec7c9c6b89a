package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** An archive that somebody has taken apart, changed, and packed again: carelessly, or with the sums put right. */
final class RepackedArchive {

    private static final String MANIFEST = "manifest.json";

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    static RepackedArchive of(Path file) throws IOException {
        RepackedArchive archive = new RepackedArchive();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                archive.files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return archive;
    }

    RepackedArchive with(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RepackedArchive without(String name) {
        assertThat(files.remove(name)).isNotNull();
        return this;
    }

    RepackedArchive changed(String name, UnaryOperator<String> change) {
        String before = text(name);
        assertThat(change.apply(before)).isNotEqualTo(before);
        return with(name, change.apply(before));
    }

    /** Changes a table, and what the manifest says of it: only who looks at the rows can tell. */
    RepackedArchive forged(String table, UnaryOperator<String> change) throws Exception {
        String name = "data/" + table + ".csv";
        changed(name, change);
        byte[] bytes = Objects.requireNonNull(files.get(name));
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Matcher part = Pattern.compile(
                        "(\"table\" : \"" + table
                                + "\".*?\"rows\" : )\\d+(.*?\"bytes\" : )\\d+(.*?\"sha256\" : \")[0-9a-f]{64}",
                        Pattern.DOTALL)
                .matcher(text(MANIFEST));
        assertThat(part.find()).isTrue();
        return with(
                MANIFEST,
                new StringBuilder(text(MANIFEST))
                        .replace(
                                part.start(),
                                part.end(),
                                part.group(1)
                                        + (text(name).lines().count() - 1)
                                        + part.group(2)
                                        + bytes.length
                                        + part.group(3)
                                        + sum)
                        .toString());
    }

    String text(String name) {
        return new String(Objects.requireNonNull(files.get(name)), StandardCharsets.UTF_8);
    }

    Path pack(Path to) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return to;
    }
}
