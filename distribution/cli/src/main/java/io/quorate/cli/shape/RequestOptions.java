package io.quorate.cli.shape;

import io.quorate.codec.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The fields of a request as options: {@code --kebab-case} with the field's own text form, repeated for lists, JSON for
 * what has no plain form. A number of milliseconds is typed as a duration, under its name without the unit. A choice between
 * records of one scalar each is an option for each of them, of which one is typed.
 */
public final class RequestOptions {
    private static final String MILLIS = "Millis";

    private final List<Part> parts;

    private RequestOptions(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Plans one option for each field.
     *
     * @param taken option names that mean something else already; a field of such a name becomes {@code --request-name}
     */
    public static RequestOptions of(Shape.Struct request, Set<String> taken) {
        Set<String> used = new HashSet<>(taken);
        List<Part> parts = new ArrayList<>();
        for (Shape.Field field : request.fields()) {
            if (bare(field.shape()) instanceof Shape.Variants variants && Shapes.areScalars(variants)) {
                parts.add(alternatives(field, variants, used));
            } else {
                parts.add(new Option(field, free(field, used)));
            }
        }
        return new RequestOptions(parts);
    }

    private static Alternatives alternatives(Shape.Field field, Shape.Variants variants, Set<String> used) {
        SortedMap<String, Option> options = new TreeMap<>();
        for (Shape.Struct struct : variants.structs()) {
            Shape shape = struct.fields().get(0).shape();
            Shape.Field named = new Shape.Field(struct.name(), new Shape.OptionalOf(shape), Optional.empty());
            options.put(struct.name(), new Option(named, free(named, used)));
        }
        return new Alternatives(field, variants, options);
    }

    private static String free(Shape.Field field, Set<String> used) {
        return names(field).filter(used::add).findFirst().orElseThrow();
    }

    public List<OptionSpec> specs() {
        return parts.stream().flatMap(Part::specs).toList();
    }

    /**
     * The request that was typed; what was not typed is left to its default.
     *
     * @throws IllegalArgumentException naming the option and what is allowed
     */
    public SortedMap<String, Object> request(ParseResult line) {
        SortedMap<String, Object> request = new TreeMap<>();
        for (Part part : parts) {
            part.typed(line).ifPresent(value -> request.put(part.field().name(), value));
        }
        return request;
    }

    /** A field and how it is typed. */
    private sealed interface Part {
        Shape.Field field();

        Stream<OptionSpec> specs();

        /** The value of the field; empty when it was not typed. */
        Optional<Object> typed(ParseResult line);
    }

    /**
     * A field and an option for each of its variants.
     *
     * @param options by the name of the variant
     */
    private record Alternatives(Shape.Field field, Shape.Variants variants, SortedMap<String, Option> options)
            implements Part {
        @Override
        public Stream<OptionSpec> specs() {
            return options.values().stream().flatMap(Option::specs);
        }

        @Override
        public Optional<Object> typed(ParseResult line) {
            List<Object> typed = new ArrayList<>();
            for (Shape.Struct struct : variants.structs()) {
                Objects.requireNonNull(options.get(struct.name())).typed(line).ifPresent(value -> {
                    SortedMap<String, Object> variant =
                            Typed.one(struct.fields().get(0).name(), value);
                    variant.put("@", struct.name());
                    typed.add(variant);
                });
            }
            if (typed.size() > 1 || (typed.isEmpty() && field.isRequired())) {
                throw new IllegalArgumentException("one of the options "
                        + options.values().stream().map(Option::name).collect(Collectors.joining(", ")) + " says the "
                        + field.name() + ", and " + (typed.isEmpty() ? "none" : "several") + " were given");
            }
            return typed.stream().findFirst();
        }
    }

    /** In order of preference; a record has no two fields of one name, so one of them is free. */
    private static Stream<String> names(Shape.Field field) {
        String full = Words.kebab(field.name());
        String plain = isMillis(field) ? full.substring(0, full.length() - MILLIS.length() - 1) : full;
        return Stream.of("--" + plain, "--" + full, "--request-" + full, "--request-" + field.name());
    }

    private static boolean isMillis(Shape.Field field) {
        return bare(field.shape()) instanceof Shape.Int
                && field.name().endsWith(MILLIS)
                && field.name().length() > MILLIS.length();
    }

    private static Shape bare(Shape shape) {
        return shape instanceof Shape.OptionalOf optional ? optional.element() : shape;
    }

    /** One field and its option. */
    private record Option(Shape.Field field, String name) implements Part {
        @Override
        public Stream<OptionSpec> specs() {
            return Stream.of(spec());
        }

        private OptionSpec spec() {
            OptionSpec.Builder builder = OptionSpec.builder(name)
                    .required(field.isRequired())
                    .description(
                            defaultValue().map(text -> "Default: " + text + ".").orElse(""));
            Shape shape = bare(field.shape());
            if (shape instanceof Shape.Bool) {
                return builder.type(boolean.class).negatable(true).build();
            }
            if (isRepeated(shape)) {
                builder.type(List.class).auxiliaryTypes(String.class);
            } else {
                builder.type(String.class);
            }
            return builder.arity("1").paramLabel(label(shape)).build();
        }

        private Optional<String> defaultValue() {
            return field.defaultText()
                    .filter(text -> !text.isEmpty())
                    .map(text -> isMillis(field) ? Durations.format(Duration.ofMillis(Long.parseLong(text))) : text);
        }

        @Override
        public Optional<Object> typed(ParseResult line) {
            if (!line.hasMatchedOption(name)) {
                return Optional.empty();
            }
            Shape shape = bare(field.shape());
            try {
                if (shape instanceof Shape.Bool) {
                    return Optional.of(line.matchedOptionValue(name, false));
                } else if (isRepeated(shape)) {
                    return Optional.of(repeated(shape, line.matchedOptionValue(name, List.<String>of())));
                }
                return Optional.of(single(shape, line.matchedOptionValue(name, "")));
            } catch (IllegalArgumentException refused) {
                throw new IllegalArgumentException("option " + name + ": " + refused.getMessage(), refused);
            }
        }

        private Object single(Shape shape, String text) {
            if (!isMillis(field)) {
                return Typed.parse(shape, text);
            }
            return Durations.parse(text)
                    .map(duration -> (Object) duration.toMillis())
                    .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not " + Durations.ALLOWED));
        }

        private static Object repeated(Shape shape, List<String> texts) {
            return shape instanceof Shape.ListOf list
                    ? Typed.elements(list.element(), new ArrayList<>(texts))
                    : Typed.pairs(((Shape.MapOf) shape).value(), texts);
        }

        private static boolean isRepeated(Shape shape) {
            return shape instanceof Shape.ListOf || shape instanceof Shape.MapOf;
        }

        private String label(Shape shape) {
            if (isMillis(field)) {
                return "DURATION";
            } else if (shape instanceof Shape.ListOf list) {
                return scalarLabel(list.element());
            } else if (shape instanceof Shape.MapOf) {
                return "KEY=VALUE";
            }
            return scalarLabel(shape);
        }

        private static String scalarLabel(Shape shape) {
            if (shape instanceof Shape.Choice choice) {
                return String.join("|", Typed.choices(choice));
            } else if (shape instanceof Shape.Int || shape instanceof Shape.Real) {
                return "NUMBER";
            } else if (shape instanceof Shape.Text) {
                return "TEXT";
            } else if (shape instanceof Shape.Bytes) {
                return "BYTES";
            }
            return Shapes.wrapped(shape)
                    .map(field -> scalarLabel(field.shape()))
                    .orElse("JSON");
        }
    }
}
