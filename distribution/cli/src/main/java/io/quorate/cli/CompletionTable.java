package io.quorate.cli;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may stand behind which words, for the shell: a line for each place, with a tab behind its name. A place is a command, or
 * {@code =--option} for the values of one, {@code =global} for the options of every command, and {@code =valued} for all that a
 * value follows.
 */
final class CompletionTable {
    static final String ROOT = "quorate";

    private static final String GLOBAL = "=global";
    private static final String VALUED = "=valued";

    /** Others mean something to a shell, or would end a word. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._/@%+,:=-]+");

    private final SortedMap<String, NavigableSet<String>> places = new TreeMap<>();

    /** Adds a command, by its words, with all below it. */
    void add(String place, CommandSpec command) {
        offer(place, Set.of());
        for (OptionSpec option : command.options()) {
            boolean isGlobal = GlobalOptions.names().contains(option.longestName());
            for (String name : option.names()) {
                offer(isGlobal ? GLOBAL : place, Set.of(name));
                if (option.arity().max() > 0) {
                    offer(VALUED, Set.of(name));
                }
            }
        }
        for (Map.Entry<String, CommandLine> each : command.subcommands().entrySet()) {
            CommandSpec below = each.getValue().getCommandSpec();
            if (!below.usageMessage().hidden()) {
                offer(place, Set.of(each.getKey()));
                add(place + " " + each.getKey(), below);
            }
        }
    }

    void offerValues(String option, Collection<String> values) {
        offer("=" + option, values);
    }

    /** Words that a shell would take for something else are left out. */
    void offer(String place, Collection<String> words) {
        NavigableSet<String> offered = places.computeIfAbsent(place, none -> new TreeSet<>());
        words.stream().filter(word -> HARMLESS.matcher(word).matches()).forEach(offered::add);
    }

    /** Lines, each with its end. */
    String text() {
        StringBuilder text = new StringBuilder();
        places.forEach((place, words) ->
                text.append(place).append('\t').append(String.join(" ", words)).append('\n'));
        return text.toString();
    }
}
