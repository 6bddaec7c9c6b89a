package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.logging.Logger;

@Breaks("the_layer_logs_through_slf4j")
final class LogsThroughTheJdk {
    void total(long cents) {
        Logger.getLogger("quoting").info(() -> "total " + cents);
    }
}
