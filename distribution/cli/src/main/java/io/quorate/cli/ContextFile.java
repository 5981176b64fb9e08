package io.quorate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The file that keeps a user's contexts, readable by nobody else. Errors name file and line, and repeat nothing of it. */
final class ContextFile {
    private static final String NAME = "contexts.json";
    private static final String IN_USE = "inUse";
    private static final String CONTEXTS = "contexts";
    private static final JsonFactory JSON =
            JsonFactory.builder().build().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Optional<Path> directory;

    private ContextFile(Optional<Path> directory) {
        this.directory = directory;
    }

    /** Where the environment puts a user's configuration. */
    static ContextFile of(Map<String, String> environment) {
        return new ContextFile(UserDirectory.of(environment));
    }

    /** @throws Failure when it cannot be read, or is damaged */
    Contexts read() {
        if (directory.isEmpty()) {
            return Contexts.NONE;
        }
        Path file = directory.get().resolve(NAME);
        try (JsonParser in = JSON.createParser(Files.readString(file))) {
            return new Reading(file, in).contexts();
        } catch (NoSuchFileException none) {
            return Contexts.NONE;
        } catch (JsonProcessingException damaged) {
            throw wrong(file, damaged.getLocation().getLineNr(), "this is no JSON");
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    /** In one step: whoever reads finds the file of before or this one. */
    void write(Contexts contexts) {
        Path place = directory.orElseThrow(() -> new Failure(
                ExitCode.FAILURE, "there is no place for contexts: neither XDG_CONFIG_HOME nor HOME is set"));
        try {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = place.resolve(NAME);
            // A link, as to a directory that is under version control, stays one.
            Path target = Files.exists(file) ? file.toRealPath() : file;
            Path part = Files.createTempFile(
                    target.toAbsolutePath().getParent(),
                    NAME,
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(part, text(contexts), StandardCharsets.UTF_8);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot write " + place.resolve(NAME) + ": " + failure, failure);
        }
    }

    private static String text(Contexts contexts) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            out.writeStartObject();
            if (contexts.inUse().isPresent()) {
                out.writeStringField(IN_USE, contexts.inUse().get());
            }
            out.writeObjectFieldStart(CONTEXTS);
            for (Map.Entry<String, Context> each : contexts.named().entrySet()) {
                out.writeObjectFieldStart(each.getKey());
                for (Map.Entry<String, String> value : each.getValue().texts().entrySet()) {
                    out.writeStringField(value.getKey(), value.getValue());
                }
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        return text + "\n";
    }

    private static Failure wrong(Path file, int line, String problem) {
        return new Failure(
                ExitCode.USAGE,
                file + ", line " + line + ": " + problem + "; correct it, or delete the file [CONFIGURATION]");
    }

    /** One reading from top to bottom. */
    private record Reading(Path file, JsonParser in) {
        Contexts contexts() throws IOException {
            Optional<String> inUse = Optional.empty();
            SortedMap<String, Context> all = new TreeMap<>();
            in.nextToken();
            begin();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                switch (in.currentName()) {
                    case IN_USE -> inUse = Optional.of(text());
                    case CONTEXTS -> readInto(all);
                    default -> throw wrong("allowed are the keys " + IN_USE + " and " + CONTEXTS);
                }
            }
            if (in.nextToken() != null) {
                throw wrong("nothing is allowed behind the object");
            }
            return new Contexts(inUse, all);
        }

        private void readInto(SortedMap<String, Context> all) throws IOException {
            in.nextToken();
            begin();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (!Context.isName(name)) {
                    throw wrong("this is no name of a context");
                }
                all.put(name, context());
            }
        }

        private Context context() throws IOException {
            in.nextToken();
            begin();
            Context context = Context.NONE;
            Map<String, String> texts = new TreeMap<>();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String key = in.currentName();
                if (!Context.KEYS.contains(key)) {
                    throw wrong("allowed are the keys " + String.join(", ", Context.KEYS));
                }
                texts.put(key, text());
                try {
                    context = Context.of(texts);
                } catch (Failure unusable) {
                    throw wrong("the value of '" + key + "' is not what option --" + key + " takes");
                }
            }
            return context;
        }

        private void begin() throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw wrong("an object in braces is expected");
            }
        }

        private String text() throws IOException {
            if (in.nextToken() != JsonToken.VALUE_STRING) {
                throw wrong("a text in quotes is expected");
            }
            return in.getText();
        }

        private Failure wrong(String problem) {
            return ContextFile.wrong(file, in.currentTokenLocation().getLineNr(), problem);
        }
    }
}
