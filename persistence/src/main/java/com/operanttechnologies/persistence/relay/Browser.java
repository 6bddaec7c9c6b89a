package com.operanttechnologies.persistence.relay;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a browser by what it says of itself. */
public final class Browser {

    /** Characters of the longest name. */
    public static final int LONGEST = 200;

    /** A product and its version; those first that name others as well. */
    private record Product(String name, Pattern pattern) {}

    private static final List<Product> PRODUCTS = List.of(
            product("Edge", "Edg(?:A|iOS)?"),
            product("Opera", "OPR"),
            product("Samsung Internet", "SamsungBrowser"),
            product("Firefox", "(?:Firefox|FxiOS)"),
            product("Chrome", "(?:HeadlessChrome|Chrome|CriOS|Chromium)"),
            product("Safari", "Version"));

    private Browser() {}

    /**
     * Name and version of a browser from its User-Agent header, such as {@code Chrome 126.0.6478.61}; the header
     * itself, without control characters and cut to {@value #LONGEST} characters, where it names none that is known.
     */
    public static String fromUserAgent(String userAgent) {
        for (Product product : PRODUCTS) {
            Matcher found = product.pattern().matcher(userAgent);
            if (found.find()) {
                return product.name() + " " + found.group(1);
            }
        }
        int[] printable = userAgent
                .codePoints()
                .filter(character -> !Character.isISOControl(character))
                .limit(LONGEST)
                .toArray();
        return new String(printable, 0, printable.length);
    }

    private static Product product(String name, String token) {
        return new Product(name, Pattern.compile("\\b" + token + "/(\\d{1,9}(?:\\.\\d{1,9}){0,4})"));
    }
}
