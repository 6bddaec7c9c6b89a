package com.operanttechnologies.tenancytests.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout that this build is of, found from the module that is tested. */
final class Checkout {

    static final List<String> MODULES = List.of("migrations", "persistence", "tenancy-tests");

    private static final Path ROOT = root();

    private Checkout() {}

    /** A file or folder by its name in the checkout, which has to exist. */
    static Path path(String name) {
        Path path = ROOT.resolve(name);
        if (!Files.exists(path)) {
            throw new IllegalStateException(name + " is missing in " + ROOT);
        }
        return path;
    }

    static String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MarkdownPage page(String name) {
        return new MarkdownPage(name, read(name));
    }

    /** README.md and what is directly in docs: the pages whose code a reader copies. */
    static List<MarkdownPage> guides() {
        return Stream.concat(Stream.of("README.md"), filesBelow("docs", ".md").filter(name -> !name.contains("/adr/")))
                .map(Checkout::page)
                .toList();
    }

    /** All pages. */
    static List<MarkdownPage> pages() {
        return Stream.concat(
                        Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
                        filesBelow("docs", ".md"))
                .map(Checkout::page)
                .toList();
    }

    /** Names in the checkout, sorted, with slashes on every system. */
    static Stream<String> filesBelow(String folder, String ending) {
        try (Stream<Path> files = Files.walk(path(folder))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven names the module's folder, other runners start in the module or in the checkout. */
    private static Path root() {
        Path start = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
                .toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("docs/product-teams.md"))) {
                return folder;
            }
        }
        throw new IllegalStateException("No checkout with docs/product-teams.md at or above " + start
                + "; run the tests from a checkout, or set -Dbasedir to the folder of tenancy-tests");
    }
}
