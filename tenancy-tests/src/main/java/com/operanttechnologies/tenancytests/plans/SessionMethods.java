package com.operanttechnologies.tenancytests.plans;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What may be called with a session: the methods from which a Customer's statements come. */
public final class SessionMethods {

    private SessionMethods() {}

    /**
     * Every public method of every class that is made with a session, and of the gateway, internals apart, each as
     * {@code class#name(types)result}.
     */
    public static Set<String> of(JavaClasses classes) {
        return classes.stream()
                .filter(SessionMethods::worksInASession)
                .flatMap(owner -> owner.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC)
                        && !method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(method -> method.getOwner().getName() + "#" + method.getName() + method.getDescriptor())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean worksInASession(JavaClass owner) {
        return owner.getModifiers().contains(JavaModifier.PUBLIC)
                && !owner.getPackageName().contains(".internal")
                && (owner.isEquivalentTo(Gateway.class)
                        || owner.getConstructors().stream()
                                .filter(constructor ->
                                        constructor.getModifiers().contains(JavaModifier.PUBLIC))
                                .flatMap(constructor -> constructor.getRawParameterTypes().stream())
                                .anyMatch(type -> type.isEquivalentTo(TenantSession.class)));
    }
}
