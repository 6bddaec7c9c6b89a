package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;

@Breaks("the_layer_logs_through_slf4j")
final class Prints {
    void total(long cents) {
        System.out.println(cents);
    }
}
