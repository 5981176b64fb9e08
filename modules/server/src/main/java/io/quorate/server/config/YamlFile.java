package io.quorate.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file key by key, so that every complaint can name its line. */
final class YamlFile {
    /** Larger files are no configuration. */
    private static final long MAX_BYTES = 1 << 20;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final Texts into;

    private YamlFile(Path file, Texts into) {
        this.file = file;
        this.into = into;
    }

    static void read(Path file, Texts into) throws ConfigurationException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(file + ": larger than 1 MiB, this is no configuration file");
            }
            try (JsonParser parser = YAML.createParser(Files.readAllBytes(file))) {
                new YamlFile(file, into).document(parser);
            }
        } catch (NoSuchFileException absent) {
            throw new ConfigurationException(file + ": there is no such configuration file");
        } catch (JsonProcessingException malformed) {
            throw new ConfigurationException(
                    file + ":" + malformed.getLocation().getLineNr() + ": not valid YAML: "
                            + malformed.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException unreadable) {
            throw new ConfigurationException(file + ": cannot be read: " + unreadable);
        }
    }

    private void document(JsonParser parser) throws IOException, ConfigurationException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new ConfigurationException(where(parser) + ": a configuration is made of 'key: value' lines");
        }
        section(parser, "");
        if (parser.nextToken() != null) {
            throw new ConfigurationException(where(parser) + ": a configuration is one document");
        }
    }

    private void section(JsonParser parser, String prefix) throws IOException, ConfigurationException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String key = prefix + parser.currentName();
            String where = where(parser);
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                section(parser, key + ".");
            } else if (value == JsonToken.START_ARRAY) {
                into.put(key, list(parser, key), where);
            } else {
                into.put(key, new Written.Text(scalar(parser, value, key)), where);
            }
        }
    }

    private Written list(JsonParser parser, String key) throws IOException, ConfigurationException {
        List<String> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(scalar(parser, token, key));
        }
        return new Written.Items(items);
    }

    private String scalar(JsonParser parser, @Nullable JsonToken token, String key)
            throws IOException, ConfigurationException {
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw new ConfigurationException(where(parser) + ": key '" + key + "' has no value");
        }
        return parser.getText();
    }

    private String where(JsonParser parser) {
        return file + ":" + parser.currentTokenLocation().getLineNr();
    }
}
