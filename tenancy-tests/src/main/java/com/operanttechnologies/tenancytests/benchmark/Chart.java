package com.operanttechnologies.tenancytests.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * Ratios of all variants as bars, drawn in SVG that needs nothing else and no colour: each bar has its name and figure,
 * the layer's is solid and the others are outlined, a line from quartile to quartile, and a line where 1 is.
 */
final class Chart {

    private static final int LEFT = 250;
    private static final int WIDTH = 940;
    private static final int BAR = 16;
    private static final int GAP = 30;
    private static final double MOST = 6;

    private Chart() {}

    /** @param measurements in order, those of one operation together */
    static String of(String title, List<Measurement> measurements) {
        StringBuilder drawn = new StringBuilder();
        int y = 24;
        Operation operation = null;
        for (Measurement each : measurements) {
            if (each.operation() != operation) {
                operation = each.operation();
                y += GAP;
                text(drawn, 0, y - 6, "font-weight=\"600\"", operation.label());
            }
            bar(drawn, y, each);
            y += BAR;
        }
        int height = y + 12;
        String unprotected = number(x(1));
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH
                + "\" height=\"" + height + "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\""
                + " fill=\"currentColor\" stroke=\"none\"><title>" + title
                + ": time by the unprotected variant's, shorter is faster</title>"
                + "<text x=\"0\" y=\"14\" font-size=\"14\" font-weight=\"600\">" + title
                + ": time by unprotected, shorter is faster</text>"
                + "<line x1=\"" + unprotected + "\" x2=\"" + unprotected + "\" y1=\"24\" y2=\"" + height
                + "\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"/>" + drawn + "</svg>";
    }

    private static void bar(StringBuilder drawn, int y, Measurement each) {
        Spread ratio = each.ratio();
        boolean ours = each.way() == Way.LAYER;
        String weight = ours ? "font-weight=\"600\"" : "";
        text(drawn, 10, y + 12, weight, each.way().label());
        drawn.append("<rect x=\"")
                .append(LEFT)
                .append("\" y=\"")
                .append(y + 2)
                .append("\" height=\"")
                .append(BAR - 5)
                .append("\" width=\"")
                .append(number(x(ratio.median()) - LEFT))
                .append(ours ? "\"/>" : "\" fill=\"none\" stroke=\"currentColor\"/>");
        drawn.append("<line stroke=\"")
                .append(ours ? "#888" : "currentColor")
                .append("\" stroke-width=\"3\" x1=\"")
                .append(number(x(ratio.quartile1())))
                .append("\" x2=\"")
                .append(number(x(ratio.quartile3())))
                .append("\" y1=\"")
                .append(y + 7)
                .append("\" y2=\"")
                .append(y + 7)
                .append("\"/>");
        String beyond = ratio.median() > MOST ? " (bar cut)" : "";
        text(
                drawn,
                (int) Math.max(x(ratio.median()), x(ratio.quartile3())) + 6,
                y + 12,
                weight,
                TextTable.ratio(ratio.median()) + beyond + ", "
                        + TextTable.number(each.time().median()) + " µs, " + each.roundTrips()
                        + (each.roundTrips() == 1 ? " round trip" : " round trips"));
    }

    private static double x(double ratio) {
        return LEFT + Math.min(ratio, MOST) * (WIDTH - LEFT - 280) / MOST;
    }

    private static void text(StringBuilder drawn, int x, int y, String attributes, String text) {
        drawn.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" ")
                .append(attributes)
                .append('>')
                .append(text)
                .append("</text>");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
