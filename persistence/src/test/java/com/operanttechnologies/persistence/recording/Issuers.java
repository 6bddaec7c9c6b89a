package com.operanttechnologies.persistence.recording;

import com.operanttechnologies.persistence.TenantDatabase;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.net.URL;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layer's methods that a statement comes from, the innermost first, each as {@code class#name(types)result}. What
 * is common to all of them, its internals and the session's, is left out, and so is what called the test that called
 * them.
 */
record Issuers(List<String> methods) {

    private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
    private static final String RECORDING = Issuers.class.getPackageName();
    private static final String LAYER = TenantDatabase.class.getPackageName();
    private static final @Nullable URL TESTS = place(Issuers.class);
    private static final @Nullable URL PRODUCT = place(TenantDatabase.class);

    private static final ClassValue<Kind> KINDS = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            String name = type.getPackageName();
            URL place = place(type);
            if (TESTS != null && TESTS.equals(place) && !name.equals(RECORDING)) {
                return Kind.TEST;
            }
            boolean common = name.equals(LAYER) || name.startsWith(LAYER + ".internal");
            return PRODUCT != null && PRODUCT.equals(place) && !common ? Kind.PRODUCT : Kind.OTHER;
        }
    };

    private enum Kind {
        TEST,
        PRODUCT,
        OTHER
    }

    /** Of the statement that this thread is sending. */
    static Issuers ofThisThread() {
        return new Issuers(STACK.walk(frames -> frames.takeWhile(frame -> kind(frame) != Kind.TEST)
                .filter(frame -> kind(frame) == Kind.PRODUCT)
                .map(frame -> frame.getClassName() + "#" + frame.getMethodName() + frame.getDescriptor())
                .toList()));
    }

    /** Whether it is a test's own statement. */
    boolean isEmpty() {
        return methods.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(" ", methods);
    }

    private static Kind kind(StackFrame frame) {
        return KINDS.get(frame.getDeclaringClass());
    }

    private static @Nullable URL place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
