package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.Configuration;
import org.jooq.impl.DefaultConfiguration;

@Breaks("only_the_layer_configures_jooq")
final class OwnConfiguration {
    Configuration make() {
        return new DefaultConfiguration();
    }
}
