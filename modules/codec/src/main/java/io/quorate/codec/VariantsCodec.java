package io.quorate.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A sealed interface: one of its records, with the record's simple name under {@code "@"}. */
final class VariantsCodec implements ValueCodec {
    private final List<Variant> variants;
    private final Map<Class<?>, Variant> byClass = new HashMap<>();
    private final Map<String, Variant> byName = new HashMap<>();

    /** A permitted record. */
    record Variant(Class<?> type, RecordPlan plan) {
        String name() {
            return type.getSimpleName();
        }
    }

    /** Throws {@link IllegalArgumentException} when two variants have the same simple name. */
    VariantsCodec(List<Variant> variants) {
        this.variants = List.copyOf(variants);
        for (Variant variant : variants) {
            byClass.put(variant.type, variant);
            Variant other = byName.put(variant.name(), variant);
            if (other != null) {
                throw new IllegalArgumentException(other.type.getName() + " and " + variant.type.getName()
                        + " have the same simple name; variants are told apart by it");
            }
        }
    }

    @Override
    public void write(CborWriter out, Object value) {
        Variant variant = byClass.get(value.getClass());
        if (variant == null) {
            throw new ClassCastException(value.getClass().getName() + " is no variant; allowed are " + names());
        }
        variant.plan.write(out, value, variant.name());
    }

    @Override
    public Object read(CborReader in) {
        CborReader.Mark start = in.mark();
        String name = variantName(in);
        Variant variant = byName.get(name);
        if (variant == null) {
            throw new CodecException(
                    "unknown variant \"" + CodecException.shortened(name) + "\"; allowed are " + names());
        }
        in.rewind(start);
        return variant.plan.read(in);
    }

    @Override
    public Shape shape() {
        return new Shape.Variants(
                variants.stream().map(variant -> variant.plan.shape()).toList());
    }

    private static String variantName(CborReader in) {
        CborReader.Entries entries = in.entries();
        while (entries.next()) {
            int order = entries.compareKey(RecordPlan.VARIANT_KEY);
            if (order == 0) {
                return in.text();
            }
            if (order > 0) {
                break;
            }
            entries.skip();
        }
        throw new CodecException("missing field \"" + RecordPlan.VARIANT + "\", the name of the variant");
    }

    private List<String> names() {
        return variants.stream().map(Variant::name).toList();
    }
}
