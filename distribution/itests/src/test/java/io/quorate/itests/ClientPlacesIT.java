package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The program of {@code docs/sdk.md} as a named module and as a bundle; {@link SdkPagesIT} has it on the class path. */
@Timeout(300)
class ClientPlacesIT {
    /** What a user of the client and the lock has, and no other jar of the distribution. */
    private static final Pattern NEEDED =
            Pattern.compile("quorate-(client|protocol|codec|recipe-api|recipe-lock)-.*\\.jar|netty-.*\\.jar");

    private static final String PROGRAM = "com.example.FirstSteps";

    @TempDir
    private Path scratch;

    private static List<Path> jars() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String directory : List.of("lib", "recipes")) {
            try (Stream<Path> files = Files.list(Shipped.home().resolve(directory))) {
                files.filter(file ->
                                NEEDED.matcher(file.getFileName().toString()).matches())
                        .forEach(jars::add);
            }
        }
        assertTrue(jars.size() > 5, jars.toString());
        return jars;
    }

    private static String path(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private Path source() throws Exception {
        Page.Block program = Page.read(Path.of("../../docs/sdk.md")).blocks().get(0);
        Path directory = Files.createDirectories(scratch.resolve("source/com/example"));
        return Files.writeString(directory.resolve(program.file()), "package com.example;\n\n" + program.content());
    }

    private static void compile(Path classes, String option, List<Path> jars, Path... sources) {
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "--release", "17", "-d", classes.toString(), option, path(jars)));
        Stream.of(sources).map(Path::toString).forEach(arguments::add);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
    }

    @Test
    void runsAsANamedModule() throws Exception {
        Path descriptor = Files.writeString(
                source().resolveSibling("../../module-info.java").normalize(), """
                module com.example {
                    requires io.quorate.client;
                    requires io.quorate.recipe;
                    requires io.quorate.recipe.lock;
                }
                """);
        Path classes = scratch.resolve("module");
        compile(classes, "--module-path", jars(), descriptor, source());
        List<Path> modules = new ArrayList<>(jars());
        modules.add(classes);
        Path output = scratch.resolve("said.txt");
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.deployLock(server.endpoint());
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--module-path",
                            path(modules),
                            "--module",
                            "com.example/" + PROGRAM,
                            server.endpoint())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertTrue(program.waitFor(120, TimeUnit.SECONDS), "it has no end");
            } finally {
                program.destroyForcibly();
            }
            assertEquals(0, program.exitValue(), Files.readString(output));
            assertTrue(Files.readString(output).contains("over: CLOSED"), Files.readString(output));
        }
    }

    @Test
    void runsAsABundle() throws Exception {
        Path classes = scratch.resolve("bundle");
        compile(classes, "-cp", jars(), source());
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, scratch.resolve("cache").toString()));
        try (ServerProcess server = ServerProcess.start(scratch)) {
            Shipped.deployLock(server.endpoint());
            framework.start();
            BundleContext context = framework.getBundleContext();
            List<Bundle> started = new ArrayList<>();
            for (Path jar : jars()) {
                started.add(context.installBundle(jar.toUri().toString()));
            }
            Bundle user = context.installBundle(userBundle(classes).toUri().toString());
            user.start();
            for (Bundle each : started) {
                each.start();
            }
            Class<?> program = user.loadClass(PROGRAM);
            program.getMethod("main", String[].class).invoke(null, (Object) new String[] {server.endpoint()});
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }

    private Path userBundle(Path classes) throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "com.example.user");
        main.putValue(
                "Import-Package",
                "io.quorate.client,io.quorate.recipe,io.quorate.recipe.client,io.quorate.recipe.lock.api");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                write(jar, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return Files.write(scratch.resolve("user.jar"), bytes.toByteArray());
    }

    private static void write(JarOutputStream jar, String name, byte[] content) throws Exception {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
