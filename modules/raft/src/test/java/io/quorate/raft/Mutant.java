package io.quorate.raft;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;

/** A mutated core, compiled, and the tests' own classes around it, apart from those of the build. */
final class Mutant extends ClassLoader {
    /**
     * What ended a run.
     *
     * @param what the rule that was broken
     */
    record Death(long seed, String what) {}

    private static final String PACKAGE = "io.quorate.raft.";

    private final Path classes;

    private Mutant(Path classes) {
        super("mutant", Mutant.class.getClassLoader());
        this.classes = classes;
    }

    /** Compiles what the mutation changes, against the rest of the build, below {@code directory}. */
    static Mutant of(Mutation mutation, Path sources, Path directory) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "-Xlint:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : mutation.apply(sources).entrySet()) {
            arguments.add(Files.writeString(directory.resolve(source.getKey()), source.getValue())
                    .toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int failed = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, arguments.toArray(String[]::new));
        if (failed != 0) {
            throw new AssertionError(
                    "mutation " + mutation.name() + " does not compile:\n" + errors.toString(StandardCharsets.UTF_8));
        }
        return new Mutant(classes);
    }

    /** Runs the generator until it finds something, for so many seeds at most. */
    Optional<Death> run(int seeds) throws ReflectiveOperationException {
        Method run = loadClass(PACKAGE + "Fuzz").getDeclaredMethod("run", long.class);
        run.setAccessible(true);
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                run.invoke(null, seed);
            } catch (InvocationTargetException broken) {
                return Optional.of(new Death(seed, String.valueOf(broken.getCause())));
            }
        }
        return Optional.empty();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = open(file)) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException missing) {
            throw new ClassNotFoundException(name, missing);
        }
    }

    private InputStream open(String file) throws IOException {
        Path mutated = classes.resolve(file);
        if (Files.exists(mutated)) {
            return Files.newInputStream(mutated);
        }
        InputStream unchanged = getParent().getResourceAsStream(file);
        if (unchanged == null) {
            throw new IOException("no class file " + file);
        }
        return unchanged;
    }
}
