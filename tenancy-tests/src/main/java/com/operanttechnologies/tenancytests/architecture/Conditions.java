package com.operanttechnologies.tenancytests.architecture;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;

/** Conditions that a class fails once for each thing in it that is refused. */
final class Conditions {

    private Conditions() {}

    /** Refuses dependencies of any kind: a field's type, a parameter, a call, a class literal, a type argument. */
    static ArchCondition<JavaClass> haveNoDependency(String what, Predicate<Dependency> refused) {
        return haveNone("have no dependency " + what, JavaClass::getDirectDependenciesFromSelf, refused);
    }

    /** Refuses calls and references, in lambdas, too. */
    static ArchCondition<JavaClass> haveNoAccess(String what, Predicate<JavaAccess<?>> refused) {
        return haveNone("have no access " + what, JavaClass::getAccessesFromSelf, refused);
    }

    static <T extends HasDescription> ArchCondition<JavaClass> haveNone(
            String description, Function<JavaClass, Collection<T>> parts, Predicate<? super T> refused) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                parts.apply(javaClass).stream()
                        .filter(refused)
                        .forEach(part -> events.add(SimpleConditionEvent.violated(part, part.getDescription())));
            }
        };
    }
}
