package com.operanttechnologies.tenancytests.benchmark;

import java.util.List;

/** Median and quartiles, between which half of the values are. */
record Spread(double quartile1, double median, double quartile3) {

    /** @throws IllegalArgumentException when there are no values */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no median of no values");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    /** Between two values in proportion, as R does by default. */
    private static double at(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
