package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.tenancytests.tour.story.UnusableFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the browsers of the tour's screens and people say of themselves. */
final class UserAgents {

    private UserAgents() {}

    static List<String> ofTheTour() {
        return List.of(
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
                "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.5) AppleWebKit/537.36 (KHTML, like Gecko) 85.0.4183.93/6.5 TV Safari/537.36",
                "Mozilla/5.0 (X11; Linux armv7l; rv:128.0) Gecko/20100101 Firefox/128.0");
    }

    /**
     * The lines of a file that aren't blank.
     *
     * @throws UnusableFolderException when there is no such file, or nothing in it
     */
    static List<String> in(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw new UnusableFolderException(
                        "--user-agents: " + file + " is empty; name one with a line for each");
            }
            return lines;
        } catch (IOException e) {
            throw new UnusableFolderException(
                    "--user-agents: " + file + " can't be read as text; name a file with a line for each");
        }
    }
}
