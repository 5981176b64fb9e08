package io.quorate.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A bug, as a change of sources. Its file has the lines {@code title:}, {@code source:} (where the bug was seen)
 * and {@code file:}, then the lines {@code find:} and {@code put:}, each followed by text; the latter three may repeat.
 *
 * @param name of its file
 */
record Mutation(String name, String title, String source, List<Edit> edits) {
    private static final String ENDING = ".mutation";

    /** The text to find is there exactly once. */
    record Edit(String file, String find, String put) {}

    static List<Mutation> all(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(Mutation::read)
                    .toList();
        }
    }

    private static Mutation read(Path path) {
        try {
            return parse(path.getFileName().toString().replace(ENDING, ""), Files.readAllLines(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Mutation parse(String name, List<String> lines) {
        TreeMap<String, String> head = new TreeMap<>();
        List<Edit> edits = new ArrayList<>();
        List<String> text = new ArrayList<>();
        String find = "";
        boolean inText = false;
        for (String line : lines) {
            boolean opensFile = line.startsWith("file: ");
            if (line.equals("put:")) {
                find = String.join("\n", text);
                text.clear();
            } else if (line.equals("find:") || opensFile) {
                if (!find.isEmpty()) {
                    edits.add(new Edit(head.getOrDefault("file", ""), find, String.join("\n", text)));
                    find = "";
                }
                text.clear();
                inText = !opensFile;
            } else if (inText) {
                text.add(line);
            }
            if (opensFile || !inText) {
                String[] entry = line.split(": ", 2);
                head.put(entry[0], entry[1]);
            }
        }
        edits.add(new Edit(head.getOrDefault("file", ""), find, String.join("\n", text)));
        return new Mutation(name, head.getOrDefault("title", ""), head.getOrDefault("source", ""), edits);
    }

    /** The mutated text of each file that it changes, by name. */
    TreeMap<String, String> apply(Path sources) throws IOException {
        TreeMap<String, String> mutated = new TreeMap<>();
        for (Edit edit : edits) {
            String before = mutated.containsKey(edit.file())
                    ? mutated.get(edit.file())
                    : Files.readString(sources.resolve(edit.file()));
            int at = before.indexOf(edit.find());
            if (edit.find().isBlank() || at < 0 || before.indexOf(edit.find(), at + 1) >= 0) {
                throw new AssertionError("mutation " + name + " does not apply exactly once: " + edit.file()
                        + " must have this text once:\n" + edit.find());
            }
            mutated.put(
                    edit.file(),
                    before.substring(0, at)
                            + edit.put()
                            + before.substring(at + edit.find().length()));
        }
        return mutated;
    }
}
