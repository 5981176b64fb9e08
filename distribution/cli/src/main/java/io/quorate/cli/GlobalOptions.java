package io.quorate.cli;

import io.quorate.cli.shape.Durations;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options that every command takes, before or behind its name.
 *
 * @param endpoints addresses of servers, tried in turn
 * @param typed what stands on the line itself
 * @param contextName by which the context was chosen, by option or variable; empty when by neither
 * @param context what holds where nothing was typed
 * @param wide no cell of a table is cut
 */
record GlobalOptions(
        List<String> endpoints, Context typed, Optional<String> contextName, Context context, boolean wide) {
    static final String ENDPOINTS_VARIABLE = "QUORATE_ENDPOINTS";

    /** Names a context. */
    static final String CONTEXT_VARIABLE = "QUORATE_CONTEXT";

    /** Where a server listens that was told nothing else. */
    static final String DEFAULT_ENDPOINT = "127.0.0.1:" + Quorate.DEFAULT_PORT;

    static final String ENDPOINTS = "--endpoints";
    static final String NAMESPACE = "--namespace";
    static final String OUTPUT = "--output";
    static final String TIMEOUT = "--timeout";
    static final String CONTEXT = "--context";
    private static final String WIDE = "--wide";
    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[[0-9a-fA-F:.%]+]|[^\\s:/\\[\\]]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** Adds the options, and {@code --help}, to a command. */
    static CommandSpec addTo(CommandSpec command) {
        specs().forEach(command::addOption);
        return command;
    }

    static Set<String> names() {
        return specs().stream().flatMap(spec -> Stream.of(spec.names())).collect(Collectors.toSet());
    }

    /** Names of those options that a value follows. */
    static Set<String> valued() {
        return specs().stream()
                .filter(spec -> spec.arity().max() > 0)
                .flatMap(spec -> Stream.of(spec.names()))
                .collect(Collectors.toSet());
    }

    private static List<OptionSpec> specs() {
        return List.of(
                option(
                        "HOST:PORT,...",
                        "Servers to use. Default: $" + ENDPOINTS_VARIABLE + ", else " + DEFAULT_ENDPOINT,
                        ENDPOINTS),
                option("NAME", "Namespace of resources. Default: " + QuorateClient.DEFAULT_NAMESPACE, NAMESPACE),
                option("table|json", "Form of the output. Default: table", "-o", OUTPUT),
                option(
                        "DURATION",
                        "Limit of each call, such as 500ms or 1m. Default: " + Durations.format(DEFAULT_TIMEOUT),
                        TIMEOUT),
                option(
                        "NAME",
                        "What holds where nothing is typed: see `quorate context`. Default: $" + CONTEXT_VARIABLE
                                + ", else the one in use",
                        CONTEXT),
                Commands.flag(WIDE, "Cut nothing to fit a table into the terminal."),
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
    }

    private static OptionSpec option(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description + ".")
                .build();
    }

    /** Of a line whose command is not known yet: other options, and all behind {@code --}, are passed over. */
    static GlobalOptions peek(List<String> arguments, Map<String, String> environment) {
        CommandLine lenient = new CommandLine(addTo(CommandSpec.create()));
        lenient.setUnmatchedArgumentsAllowed(true);
        lenient.setUnmatchedOptionsArePositionalParams(true);
        lenient.setOverwrittenOptionsAllowed(true);
        return of(lenient.parseArgs(arguments.toArray(String[]::new)), environment);
    }

    /** The innermost command's options win over those before its name, and what is nearer over what is farther away. */
    static GlobalOptions of(ParseResult line, Map<String, String> environment) {
        List<ParseResult> levels = levels(line);
        Optional<String> named = find(levels, CONTEXT);
        Contexts all = ContextFile.of(environment).read();
        Optional<String> chosen = named.or(() -> variable(environment, CONTEXT_VARIABLE));
        Context context = chosen.or(all::inUse).map(all::named).orElse(Context.NONE);
        return of(levels, environment, chosen, context);
    }

    /** For a command that is no client of a cluster: whatever is wrong with a context does not concern it. */
    static GlobalOptions withoutContext(ParseResult line, Map<String, String> environment) {
        return of(levels(line), environment, Optional.empty(), Context.NONE);
    }

    private static GlobalOptions of(
            List<ParseResult> levels, Map<String, String> environment, Optional<String> chosen, Context context) {
        // What stands on the line is nearer than a variable for the whole terminal.
        boolean isNamed = find(levels, CONTEXT).isPresent();
        Context typed = new Context(
                find(levels, ENDPOINTS).map(GlobalOptions::endpoints),
                find(levels, NAMESPACE),
                find(levels, TIMEOUT).map(text -> Invocation.duration(TIMEOUT, text)),
                find(levels, OUTPUT).map(GlobalOptions::output));
        return new GlobalOptions(
                typed.endpoints()
                        .or(() -> isNamed ? context.endpoints() : Optional.empty())
                        .or(() -> Optional.ofNullable(environment.get(ENDPOINTS_VARIABLE))
                                .map(GlobalOptions::endpoints))
                        .or(context::endpoints)
                        .orElse(List.of(DEFAULT_ENDPOINT)),
                typed,
                chosen,
                context,
                levels.stream().anyMatch(level -> level.hasMatchedOption(WIDE)));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static List<ParseResult> levels(ParseResult line) {
        List<ParseResult> levels = new ArrayList<>();
        for (ParseResult level = line; level != null; level = level.subcommand()) {
            levels.add(0, level);
        }
        return levels;
    }

    /** Only what was typed: what covers all namespaces otherwise is not narrowed by a context. */
    Optional<String> namedNamespace() {
        return typed.namespace();
    }

    OutputFormat output() {
        return typed.output().or(context::output).orElse(OutputFormat.TABLE);
    }

    String namespace() {
        return typed.namespace().or(context::namespace).orElse(QuorateClient.DEFAULT_NAMESPACE);
    }

    /** Limit of each call. */
    Duration timeout() {
        return timeout(context.timeout().orElse(DEFAULT_TIMEOUT));
    }

    /** The same of a call that usually takes longer. */
    Duration timeout(Duration otherwise) {
        return typed.timeout().orElse(otherwise);
    }

    GlobalOptions withEndpoints(List<String> own) {
        return new GlobalOptions(own, typed, contextName, context, wide);
    }

    /** As if this limit of each call had been typed. */
    GlobalOptions within(Duration timeout) {
        Context limited = new Context(typed.endpoints(), typed.namespace(), Optional.of(timeout), typed.output());
        return new GlobalOptions(endpoints, limited, contextName, context, wide);
    }

    private static Optional<String> find(List<ParseResult> levels, String name) {
        return levels.stream()
                .filter(level -> level.hasMatchedOption(name))
                .map(level -> level.matchedOptionValue(name, ""))
                .findFirst();
    }

    static List<String> endpoints(String text) {
        List<String> endpoints =
                Stream.of(text.split(",", -1)).map(String::strip).toList();
        for (String endpoint : endpoints) {
            Matcher matcher = ENDPOINT.matcher(endpoint);
            if (!matcher.matches()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "endpoint '" + endpoint + "' is wrong; allowed is host:port, several with commas between them");
            }
            int port = Integer.parseInt(matcher.group(1));
            if (port < 1 || port > MAX_PORT) {
                throw new Failure(
                        ExitCode.USAGE,
                        "endpoint '" + endpoint + "' has no possible port; allowed is 1 to " + MAX_PORT);
            }
        }
        return endpoints;
    }

    static OutputFormat output(String text) {
        for (OutputFormat format : OutputFormat.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                return format;
            }
        }
        throw new Failure(
                ExitCode.USAGE, "option " + OUTPUT + ": '" + text + "' is no form of output; allowed is table or json");
    }
}
