package com.operanttechnologies.persistence.quoting;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines with all decimals that they may have, many of them near the half of a minor unit. */
final class RandomLines {

    private static final int[] TAX = {0, 70_000, 190_000, 88_750, 55_000, 1, 1_000_000};

    private RandomLines() {}

    static List<QuoteLine> of(Random random, int count) {
        List<QuoteLine> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(new QuoteLine(
                    "Line " + i,
                    decimal(1 + random.nextInt(random.nextBoolean() ? 10_000 : 1_000_000_000), 3),
                    decimal(random.nextInt(random.nextBoolean() ? 10_000 : 1_000_000_000), 4),
                    decimal(random.nextBoolean() ? 0 : random.nextInt(10_001), 2),
                    decimal(TAX[random.nextInt(TAX.length)], 4)));
        }
        return lines;
    }

    private static BigDecimal decimal(int unscaled, int decimals) {
        return new BigDecimal(BigInteger.valueOf(unscaled), decimals);
    }
}
