package com.operanttechnologies.tenancytests.documentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation: its code blocks, its links, and what can be linked to. As much Markdown as we write. */
final class MarkdownPage {

    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?)#* *");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");

    private final String name;
    private final List<CodeBlock> blocks = new ArrayList<>();
    /** Everything but code blocks; a block's lines are empty here, so that numbers stay right. */
    private final List<String> prose = new ArrayList<>();

    MarkdownPage(String name, String text) {
        this.name = name;
        List<String> lines = text.lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith(FENCE)) {
                at = readBlock(lines, at);
            } else {
                prose.add(lines.get(at));
            }
        }
    }

    private int readBlock(List<String> lines, int fence) {
        int end = fence + 1;
        while (end < lines.size() && !lines.get(end).startsWith(FENCE)) {
            end++;
        }
        if (end == lines.size()) {
            throw new IllegalArgumentException(name + ":" + (fence + 1) + ": the code block isn't closed");
        }
        String language = lines.get(fence).substring(FENCE.length()).strip();
        blocks.add(new CodeBlock(name, fence + 1, language, String.join("\n", lines.subList(fence + 1, end))));
        lines.subList(fence, end + 1).forEach(line -> prose.add(""));
        return end;
    }

    String name() {
        return name;
    }

    List<CodeBlock> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }

    List<CodeBlock> blocks() {
        return List.copyOf(blocks);
    }

    /** The lines of prose between a heading and the next one. */
    List<String> section(String heading) {
        List<String> after = prose.subList(prose.indexOf(heading) + 1, prose.size());
        return after.stream()
                .takeWhile(line -> !HEADING.matcher(line).matches())
                .toList();
    }

    /** A link's target, and the line that it is on. */
    record Link(int line, String target) {}

    List<Link> links() {
        // As one text, because the words of a link may go on in the next line.
        String text = INLINE_CODE.matcher(String.join("\n", prose)).replaceAll("`code`");
        return LINK.matcher(text)
                .results()
                .map(found -> new Link(lineOf(text, found.start()), found.group(1)))
                .toList();
    }

    private static int lineOf(String text, int at) {
        return 1
                + (int) text.substring(0, at)
                        .chars()
                        .filter(sign -> sign == '\n')
                        .count();
    }

    /** The anchors that GitHub gives the headings; a repeated one is numbered. */
    List<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return prose.stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(heading -> slug(heading.group(1)))
                .map(slug -> {
                    int before = seen.merge(slug, 1, Integer::sum) - 1;
                    return before == 0 ? slug : slug + "-" + before;
                })
                .toList();
    }

    private static String slug(String heading) {
        String shown = heading.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").strip();
        return shown.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
