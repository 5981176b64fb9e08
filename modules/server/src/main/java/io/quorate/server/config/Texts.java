package io.quorate.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Values as they were written, by key.
 *
 * @param found a later source replaces an earlier one
 */
record Texts(Map<String, Text> found) {
    /** @param where for people: file and line, variable or flag */
    record Text(String value, String where) {}

    /** Longest unknown key that is compared with known ones, in characters. */
    private static final int MAX_COMPARED_CHARS = 200;

    Texts() {
        this(new LinkedHashMap<>());
    }

    void put(String key, String value, String where) throws ConfigurationException {
        List<String> known = Settings.all().stream().map(Setting::key).toList();
        if (!known.contains(key)) {
            throw new ConfigurationException(where + ": unknown key '" + key + "'" + suggestion(key, known));
        }
        found.put(key, new Text(value, where));
    }

    /** A variable that begins like a section is meant for us; others, such as those of the CLI, are left alone. */
    void putEnvironment(Map<String, String> environment) throws ConfigurationException {
        List<Setting<?>> settings = Settings.all();
        Predicate<String> ours = name -> settings.stream()
                .anyMatch(setting -> name.startsWith(
                        Settings.ENVIRONMENT_PREFIX + setting.section().toUpperCase(Locale.ROOT) + "_"));
        List<String> names = settings.stream().map(Setting::environmentName).toList();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String where = "environment variable " + variable.getKey();
            int index = names.indexOf(variable.getKey());
            if (index >= 0) {
                put(settings.get(index).key(), variable.getValue(), where);
            } else if (ours.test(variable.getKey())) {
                throw new ConfigurationException(where + " is no setting" + suggestion(variable.getKey(), names));
            }
        }
    }

    private static String suggestion(String word, List<String> known) {
        Optional<String> nearest = word.length() <= MAX_COMPARED_CHARS ? Nearest.to(word, known) : Optional.empty();
        return nearest.map(name -> "; did you mean '" + name + "'?").orElse("; config/quorate.yaml lists all keys");
    }

    <T> T value(Setting<T> setting) throws ConfigurationException {
        Text text = found.get(setting.key());
        return text == null ? setting.defaultValue() : setting.parse(text.value(), text.where());
    }

    /** For a message: where the value of the setting comes from. */
    String where(Setting<?> setting) {
        Text text = found.get(setting.key());
        return text == null ? "default" : text.where();
    }
}
