package io.quorate.server.config;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values as they were written, by key.
 *
 * @param found a later source replaces an earlier one
 */
record Texts(Map<String, Text> found) {
    /** @param where for people: file and line, variable or flag */
    record Text(Written value, String where) {}

    /** More changed characters than this make another key. */
    private static final int MAX_CHANGES = 3;

    /** Longest unknown key that is compared with known ones, in characters. */
    private static final int MAX_COMPARED_CHARS = 200;

    Texts() {
        this(new LinkedHashMap<>());
    }

    void put(String key, Written value, String where) throws ConfigurationException {
        setting(key, where);
        found.put(key, new Text(value, where));
    }

    /** What stands on one line, as in a flag or a variable. */
    void putLine(String key, String line, String where) throws ConfigurationException {
        boolean isList = setting(key, where).kind().isList();
        found.put(key, new Text(isList ? Written.Items.separatedByCommas(line) : new Written.Text(line), where));
    }

    /** A variable with our prefix is meant for us, unless it is known to mean something else. */
    void putEnvironment(Map<String, String> environment) throws ConfigurationException {
        List<Setting<?>> settings = Settings.all();
        List<String> names = settings.stream().map(Setting::environmentName).toList();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            String where = "environment variable " + name;
            int index = names.indexOf(name);
            if (index >= 0) {
                putLine(settings.get(index).key(), variable.getValue(), where);
            } else if (name.startsWith(Settings.ENVIRONMENT_PREFIX)
                    && !ForeignVariables.contain(name, variable.getValue())) {
                throw new ConfigurationException(where + " is no setting" + suggestion(name, names));
            }
        }
    }

    private static Setting<?> setting(String key, String where) throws ConfigurationException {
        List<Setting<?>> settings = Settings.all();
        for (Setting<?> setting : settings) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        if (ClusterKey.named(key).isPresent()) {
            throw new ConfigurationException(where + ": " + key
                    + " is no setting of a node; set it for the whole cluster with `quorate cluster config set " + key
                    + " VALUE`");
        }
        List<String> known = settings.stream().map(Setting::key).toList();
        Optional<String> within =
                known.stream().filter(name -> name.startsWith(key + ".")).findFirst();
        throw new ConfigurationException(
                within.isPresent()
                        ? where + ": '" + key + "' is a section and has no value of its own; its keys, such as '"
                                + within.get() + "', do"
                        : where + ": unknown key '" + key + "'" + suggestion(key, known));
    }

    private static String suggestion(String word, List<String> known) {
        Optional<String> nearest =
                word.length() <= MAX_COMPARED_CHARS ? Nearest.to(word, known, MAX_CHANGES) : Optional.empty();
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
