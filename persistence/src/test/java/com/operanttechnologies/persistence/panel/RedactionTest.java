package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is public can't print a secret, because it holds secrets only in types that don't. */
@Tag("PAN-2")
@Tag("PAN-3")
@Tag("PAN-4")
class RedactionTest {

    private static final String ROOT = "com.operanttechnologies.persistence.";
    private static final Set<Class<?>> REDACTED =
            Set.of(IssuedSecret.class, Password.class, WrappingKey.class, LookupKey.class);
    private static final List<String> SECRET_WORDS = List.of("cookie", "secret", "password", "code", "token", "uri");

    @Test
    void records_hold_secrets_only_in_types_that_print_nothing() throws Exception {
        List<RecordComponent> secrets = publicTypes()
                .filter(Class::isRecord)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .filter(component ->
                        SECRET_WORDS.stream().anyMatch(component.getName().toLowerCase(Locale.ROOT)::contains))
                .toList();
        assertThat(secrets).isNotEmpty().allMatch(component -> REDACTED.contains(component.getType()));
    }

    @Test
    void no_public_method_gives_out_bytes_or_text_of_a_credential() throws Exception {
        assertThat(publicTypes()
                        .filter(type -> type.getPackageName().equals(ROOT + "panel"))
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> method.getReturnType() == byte[].class
                                || method.getReturnType() == char[].class
                                || CharSequence.class.isAssignableFrom(method.getReturnType())))
                .extracting(Method::getName)
                .containsOnly("toString", "name", "displayName", "value", "invitedBy");
    }

    @Test
    void types_for_secrets_print_their_name_only() {
        IssuedSecret secret = IssuedSecret.of("s3cret");
        assertThat(List.of(
                        secret,
                        new TotpEnrolment(secret, secret),
                        Password.of("s3cret".toCharArray()),
                        WrappingKey.generate(),
                        LookupKey.of(new byte[LookupKey.LENGTH])))
                .allSatisfy(holder ->
                        assertThat(holder.toString()).contains("[redacted]").doesNotContain("s3cret", "{", "@"));
    }

    private static Stream<Class<?>> publicTypes() throws IOException, URISyntaxException {
        Path classes = Path.of(Password.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files
                    .map(file -> classes.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith(".class") && !name.contains("package-info"))
                    .filter(name -> Stream.of("panel.", "gateway.", "crypto.").anyMatch(p -> name.startsWith(ROOT + p)))
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, RedactionTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
