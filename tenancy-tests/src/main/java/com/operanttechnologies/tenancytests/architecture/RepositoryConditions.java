package com.operanttechnologies.tenancytests.architecture;

import static com.operanttechnologies.tenancytests.architecture.Conditions.haveNone;

import com.operanttechnologies.persistence.TenantSession;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** How long a session and what it gives out may be kept, and by whom. */
final class RepositoryConditions {

    private static final List<Class<?>> COLLECTIONS = List.of(Collection.class, Map.class);
    private static final List<Class<?>> HOLDERS = List.of(
            Collection.class,
            Map.class,
            Optional.class,
            Supplier.class,
            Future.class,
            ThreadLocal.class,
            Reference.class,
            AtomicReference.class);
    private static final Set<String> MUTABLE_PACKAGES =
            Set.of("java.util.concurrent.atomic", "java.util.concurrent.locks");
    private static final List<Class<?>> MUTABLE = List.of(ThreadLocal.class, StringBuilder.class, StringBuffer.class);

    private RepositoryConditions() {}

    static ArchCondition<JavaClass> takeASession(CodeBase code) {
        return haveNone(
                "take a TenantSession in each constructor",
                repository -> code.isRepository(repository) ? repository.getConstructors() : Set.of(),
                constructor -> constructor.getRawParameterTypes().stream()
                        .noneMatch(type -> type.isAssignableTo(TenantSession.class)));
    }

    static ArchCondition<JavaClass> keepNothingStaticThatChanges(CodeBase code) {
        return haveNone(
                "keep nothing static that changes",
                repository -> code.isRepository(repository) ? repository.getFields() : Set.of(),
                RepositoryConditions::isStaticAndChanges);
    }

    static ArchCondition<JavaClass> keepNoSessionInAStaticField() {
        return haveNone(
                "keep no session in a static field",
                JavaClass::getFields,
                field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && (CodeBase.isOfASession(field.getRawType()) || holdsSessions(field)));
    }

    private static boolean isStaticAndChanges(JavaField field) {
        Set<JavaModifier> modifiers = field.getModifiers();
        if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
            return false;
        }
        JavaClass type = field.getRawType();
        return !modifiers.contains(JavaModifier.FINAL)
                || type.isArray()
                || CodeBase.isInAny(MUTABLE_PACKAGES, type)
                || isAny(MUTABLE, type)
                || isAny(COLLECTIONS, type) && (!type.isInterface() || fillsACollection(field.getOwner()));
    }

    /** An interface's name doesn't tell, but what its static initializer makes does; Map.of and the like are calls. */
    private static boolean fillsACollection(JavaClass owner) {
        return owner.getStaticInitializer().stream()
                .flatMap(initializer -> initializer.getConstructorCallsFromSelf().stream())
                .map(JavaAccess::getTargetOwner)
                .anyMatch(made -> isAny(COLLECTIONS, made));
    }

    private static boolean holdsSessions(JavaField field) {
        return isAny(HOLDERS, field.getRawType())
                && field.getType() instanceof JavaParameterizedType type
                && type.getActualTypeArguments().stream()
                        .map(JavaType::toErasure)
                        .anyMatch(CodeBase::isOfASession);
    }

    private static boolean isAny(List<Class<?>> types, JavaClass type) {
        return types.stream().anyMatch(type::isAssignableTo);
    }
}
