package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.attack.LayerDoor;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/** Loads the layer once more, with one thing in one class of it changed. */
final class MutatedLayer extends ClassLoader {

    private static final String LAYER = "com.operanttechnologies.persistence.";

    private final ClassFileLocator classes = ClassFileLocator.ForClassLoader.of(MutatedLayer.class.getClassLoader());
    private final TypePool types = TypePool.Default.of(classes);
    private final String mutated;
    private final List<String> stubbed;
    private final Map<String, String> texts;

    private MutatedLayer(String mutated, List<String> stubbed, Map<String, String> texts) {
        super(MutatedLayer.class.getClassLoader());
        this.mutated = LAYER + mutated;
        this.stubbed = stubbed;
        this.texts = texts;
    }

    /** Methods of these names do nothing. */
    static MutatedLayer without(String type, String... methods) {
        return new MutatedLayer(type, List.of(methods), Map.of());
    }

    /** Texts in the code are others. */
    static MutatedLayer withTexts(String type, Map<String, String> texts) {
        return new MutatedLayer(type, List.of(), texts);
    }

    /** As it is. */
    static MutatedLayer unchanged() {
        return new MutatedLayer("nothing", List.of(), Map.of());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && isOfTheLayer(name)) {
                byte[] code = name.equals(mutated) ? mutate(name) : read(name);
                loaded = defineClass(name, code, 0, code.length);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    /** What uses the layer has to be loaded beside it. */
    private static boolean isOfTheLayer(String name) {
        return name.startsWith(LAYER)
                || name.equals(LayerSettings.class.getName())
                || name.equals(LayerDoor.class.getName());
    }

    private byte[] read(String name) throws ClassNotFoundException {
        try {
            return classes.locate(name).resolve();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] mutate(String name) {
        TypeDescription type = types.describe(name).resolve();
        DynamicType.Builder<?> builder = new ByteBuddy().redefine(type, classes);
        for (String method : stubbed) {
            if (type.getDeclaredMethods().filter(ElementMatchers.named(method)).isEmpty()) {
                throw new IllegalStateException(name + " has no method " + method + "; adapt the mutant");
            }
            builder = builder.method(ElementMatchers.named(method)).intercept(StubMethod.INSTANCE);
        }
        if (!texts.isEmpty()) {
            builder = builder.visit(new AsmVisitorWrapper.ForDeclaredMethods()
                    .method(
                            ElementMatchers.any(),
                            (on, method, visitor, context, pool, writer, reader) -> new OtherTexts(visitor)));
        }
        return builder.make().getBytes();
    }

    /** Texts stand in the code by themselves, or within the recipe of a concatenation. */
    private final class OtherTexts extends MethodVisitor {

        OtherTexts(MethodVisitor next) {
            super(OpenedClassReader.ASM_API, next);
        }

        @Override
        public void visitLdcInsn(Object value) {
            super.visitLdcInsn(value instanceof String text ? other(text) : value);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle handle, Object... arguments) {
            Object[] others = arguments.clone();
            for (int i = 0; i < others.length; i++) {
                if (others[i] instanceof String text) {
                    others[i] = other(text);
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, handle, others);
        }

        private String other(String text) {
            String changed = text;
            for (Map.Entry<String, String> each : texts.entrySet()) {
                changed = changed.replace(each.getKey(), each.getValue());
            }
            return changed;
        }
    }
}
