package com.operanttechnologies.tenancytests.tour.story;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard to load.
 *
 * @param title what it is listed as
 * @param json its content
 */
public record DashboardFile(String title, String json) {

    private static final int LONGEST_TITLE = 200;

    public static List<DashboardFile> ofTheTour() {
        return List.of(
                new DashboardFile(
                        "Sales by region",
                        "{\"panels\": [{\"type\": \"bars\", \"query\": \"sum(sales) by (region)\"}]}"),
                new DashboardFile(
                        "Line status",
                        "{\"panels\": [{\"type\": \"lamps\", \"query\": \"up{job='press'}\"},"
                                + " {\"type\": \"number\", \"query\": \"sum(rate(pieces[5m]))\"}]}"));
    }

    /**
     * Every {@code *.json} of a folder, titled by its file name.
     *
     * @throws UnusableFolderException when there is no such folder, no such file in it, or one can't be read
     */
    public static List<DashboardFile> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UnusableFolderException("--dashboards: there is no folder " + folder + "; name one with *.json");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<DashboardFile> found = files.filter(
                            file -> String.valueOf(file.getFileName()).endsWith(".json"))
                    .sorted()
                    .map(DashboardFile::read)
                    .toList();
            if (found.isEmpty()) {
                throw new UnusableFolderException("--dashboards: " + folder + " holds no *.json; name one that does");
            }
            return found;
        } catch (IOException e) {
            throw new UnusableFolderException("--dashboards: " + folder + " can't be read: " + e.getMessage());
        }
    }

    private static DashboardFile read(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
        try {
            return new DashboardFile(name.substring(0, Math.min(name.length(), LONGEST_TITLE)), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new UnusableFolderException("--dashboards: " + file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new UnusableFolderException("--dashboards: " + file + " can't be read: " + e.getMessage());
        }
    }
}
