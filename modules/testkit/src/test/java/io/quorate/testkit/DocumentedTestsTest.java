package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The recipe and its tests in the documentation are compiled and run as they stand there. */
class DocumentedTestsTest {
    private static final Path PAGE = Path.of("../../docs/test-a-recipe.md");
    private static final Pattern CLASS =
            Pattern.compile("```java\n((?:@[^\n]*\n)?[a-z ]*class (\\w+) .*?\n)```", Pattern.DOTALL);

    private static final String IMPORTS = """
            package com.example;
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import com.example.PresenceRecipe.*;
            import io.quorate.recipe.*;
            import io.quorate.testkit.*;
            import java.util.*;
            import java.util.stream.Stream;
            import org.junit.jupiter.api.*;
            """;

    @TempDir
    private Path classes;

    @Test
    void theRecipePassesItsTestInVirtualTime() throws Exception {
        try (URLClassLoader compiled = compiled()) {
            Object test = instance(compiled, "PresenceRecipeTest");
            for (Method method : test.getClass().getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(test);
                }
            }
        }
    }

    @Test
    void theRecipeKeepsTheRules() throws Throwable {
        TreeSet<String> skipped = new TreeSet<>();
        try (URLClassLoader compiled = compiled()) {
            Object test = instance(compiled, "PresenceTckTest");
            Method factory = test.getClass().getDeclaredMethod("keepsTheRulesOfRecipes");
            factory.setAccessible(true);
            for (Object each : ((Stream<?>) factory.invoke(test)).toList()) {
                DynamicTest rule = (DynamicTest) each;
                try {
                    rule.getExecutable().execute();
                } catch (TestAbortedException abort) {
                    skipped.add(rule.getDisplayName().split(" ", 2)[0]);
                }
            }
        }
        assertEquals(List.of("TCK-5", "TCK-8"), List.copyOf(skipped));
    }

    @Test
    void theTableNamesTheRulesAsTheTestsDo() throws IOException {
        String page = Files.readString(PAGE);
        Tck.of(new GateRecipe()).tests().forEach(rule -> {
            String[] name = rule.getDisplayName().split(" ", 2);
            String title = name[1].replaceAll(" \\(NOT TESTED.*", "").replace("a million items", "many items");
            assertTrue(page.contains("| " + name[0] + " | " + title), rule::getDisplayName);
        });
    }

    private static Object instance(ClassLoader compiled, String name) throws ReflectiveOperationException {
        Constructor<?> constructor = compiled.loadClass("com.example." + name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private URLClassLoader compiled() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        Matcher matcher = CLASS.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            sources.put(matcher.group(2), IMPORTS + matcher.group(1));
        }
        assertEquals(List.of("PresenceRecipe", "PresenceRecipeTest", "PresenceTckTest"), List.copyOf(sources.keySet()));
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(
                new SimpleJavaFileObject(
                        URI.create("string:///com/example/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                }));
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        assertTrue(ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, units)
                .call());
        return new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
    }
}
