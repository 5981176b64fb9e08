package io.quorate.cli;

import io.quorate.cli.shape.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What holds where an option was not typed.
 *
 * @param timeout of calls that usually take no longer than the default; a long wait keeps its own
 */
record Context(
        Optional<List<String>> endpoints,
        Optional<String> namespace,
        Optional<Duration> timeout,
        Optional<OutputFormat> output) {
    static final Context NONE = new Context(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Keys of {@link #texts}. */
    static final List<String> KEYS = List.of("endpoints", "namespace", "timeout", "output");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /**
     * From texts as they are typed behind the options of the same names.
     *
     * @throws Failure when one is wrong
     */
    static Context of(Map<String, String> texts) {
        return new Context(
                Optional.ofNullable(texts.get("endpoints")).map(GlobalOptions::endpoints),
                Optional.ofNullable(texts.get("namespace")),
                Optional.ofNullable(texts.get("timeout")).map(text -> Invocation.duration(GlobalOptions.TIMEOUT, text)),
                Optional.ofNullable(texts.get("output")).map(GlobalOptions::output));
    }

    /** The other way round; without what is not set. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        endpoints.ifPresent(all -> texts.put("endpoints", String.join(",", all)));
        namespace.ifPresent(name -> texts.put("namespace", name));
        timeout.ifPresent(duration -> texts.put("timeout", Durations.format(duration)));
        output.ifPresent(form -> texts.put("output", form.name().toLowerCase(Locale.ROOT)));
        return texts;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
