package io.quorate.protocol;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call, query or subscription is addressed to.
 *
 * @param group that the namespace belongs to
 * @param recipe its name, or {@link #SYSTEM} for the kernel's own calls
 * @param contract contract version that the caller was written for
 * @param instances names of one or more instances of the recipe; empty only for {@link #SYSTEM}
 */
public record Target(int group, String namespace, String recipe, int contract, List<String> instances) {
    /** Name under which the kernel itself answers, in place of a recipe. */
    public static final String SYSTEM = "system";

    public Target {
        instances = List.copyOf(instances);
    }

    /** In {@link ProtocolLimits#GROUP}. */
    public Target(String namespace, String recipe, int contract, List<String> instances) {
        this(ProtocolLimits.GROUP, namespace, recipe, contract, instances);
    }

    void write(ByteSink out) {
        out.varint(group).text(namespace).text(recipe).varint(contract).varint(instances.size());
        for (String instance : instances) {
            out.text(instance);
        }
    }

    static Target read(ByteSource in) {
        int group = Wire.group(in);
        String namespace = in.text(ProtocolLimits.MAX_NAME_BYTES);
        String recipe = in.text(ProtocolLimits.MAX_NAME_BYTES);
        int contract = Wire.intVarint(in, "contract");
        int count = Wire.count(in, ProtocolLimits.MAX_INSTANCES, "instances");
        List<String> instances = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            instances.add(in.text(ProtocolLimits.MAX_INSTANCE_BYTES));
        }
        return new Target(group, namespace, recipe, contract, instances);
    }
}
