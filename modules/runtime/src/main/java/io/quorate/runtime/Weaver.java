package io.quorate.runtime;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.DUP2;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.NEWARRAY;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.SWAP;

import io.quorate.runtime.gas.Gas;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Makes one method count its steps with {@link Gas}. The counter and the call depth at entry are kept in two locals behind
 * the method's own; stack map frames are extended by hand, so that no class is loaded to compute them.
 */
final class Weaver {
    private static final String GAS = Type.getInternalName(Gas.class);
    private static final String GAS_DESCRIPTOR = Type.getDescriptor(Gas.class);

    private final MethodNode method;
    private final InsnList code;
    private final int gasLocal;
    private final int depthLocal;

    private Weaver(MethodNode method) {
        this.method = method;
        this.code = method.instructions;
        this.gasLocal = method.maxLocals;
        this.depthLocal = method.maxLocals + 1;
    }

    /** Bytes of the class with counting in every method; the node is changed. */
    static byte[] weave(ClassNode type) {
        for (MethodNode method : type.methods) {
            if (method.instructions.size() > 0) {
                new Weaver(method).weave();
            }
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private void weave() {
        chargeInstructions();
        Set<LabelNode> handlers = new LinkedHashSet<>();
        method.tryCatchBlocks.forEach(block -> handlers.add(block.handler));
        handlers.forEach(this::guard);
        extendFrames();
        code.insert(list(
                new MethodInsnNode(INVOKESTATIC, GAS, "current", "()" + GAS_DESCRIPTOR, false),
                new InsnNode(DUP),
                new VarInsnNode(ASTORE, gasLocal),
                gas("enter", "()I"),
                new VarInsnNode(ISTORE, depthLocal)));
        method.maxLocals += 2;
    }

    private void chargeInstructions() {
        AbstractInsnNode[] original = code.toArray();
        IdentityHashMap<AbstractInsnNode, Integer> positions = new IdentityHashMap<>();
        for (int at = 0; at < original.length; at++) {
            positions.put(original[at], at);
        }
        for (int at = 0; at < original.length; at++) {
            AbstractInsnNode instruction = original[at];
            int opcode = instruction.getOpcode();
            int here = at;
            if (targets(instruction).stream().anyMatch(label -> positions.getOrDefault(label, 0) <= here)) {
                code.insertBefore(instruction, list(loadGas(), gas("tick", "()V")));
            } else if (opcode >= IRETURN && opcode <= RETURN) {
                code.insertBefore(instruction, list(loadGas(), loadDepth(), gas("leave", "(I)V")));
            } else if (opcode == NEWARRAY || opcode == ANEWARRAY) {
                code.insertBefore(instruction, chargeTop("allocate", "(I)V"));
            } else if (instruction instanceof MethodInsnNode call) {
                charge(call);
            } else if (instruction instanceof InvokeDynamicInsnNode dynamic && Price.isText(dynamic)) {
                code.insert(instruction, chargeTop("pass", "(Ljava/lang/Object;)V"));
            }
        }
    }

    private void charge(MethodInsnNode call) {
        for (Price price : Price.of(call.owner, call.name, call.desc)) {
            switch (price) {
                case COUNT -> code.insertBefore(call, chargeTop("allocate", "(I)V"));
                case ARGUMENT -> code.insertBefore(call, chargeTop("pass", "(Ljava/lang/Object;)V"));
                case RECEIVER -> {
                    InsnList below = list(new InsnNode(DUP2), new InsnNode(POP), loadGas(), new InsnNode(SWAP));
                    below.add(gas("pass", "(Ljava/lang/Object;)V"));
                    code.insertBefore(call, below);
                }
                case RESULT -> code.insert(call, chargeTop("pass", "(Ljava/lang/Object;)V"));
            }
        }
    }

    /** Lets what is not the recipe's to catch go on, restores the depth, counts; outside of every try range. */
    private void guard(LabelNode handler) {
        AbstractInsnNode at = handler;
        while (isMarker(at.getNext())) {
            at = at.getNext();
        }
        LabelNode after = new LabelNode();
        code.insert(
                at,
                list(
                        new InsnNode(DUP),
                        loadGas(),
                        new InsnNode(SWAP),
                        loadDepth(),
                        gas("caught", "(Ljava/lang/Throwable;I)V"),
                        after));
        int from = code.indexOf(handler);
        int to = code.indexOf(after);
        List<TryCatchBlockNode> kept = new ArrayList<>();
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            int start = code.indexOf(block.start);
            int end = code.indexOf(block.end);
            if (start >= to || end <= from) {
                kept.add(block);
                continue;
            }
            if (start < from) {
                kept.add(new TryCatchBlockNode(block.start, handler, block.handler, block.type));
            }
            if (end > to) {
                kept.add(new TryCatchBlockNode(after, block.end, block.handler, block.type));
            }
        }
        method.tryCatchBlocks = kept;
    }

    private static boolean isMarker(AbstractInsnNode node) {
        return node instanceof FrameNode || node instanceof LineNumberNode || node instanceof LabelNode;
    }

    /** The new locals are set at every place that a frame describes. */
    private void extendFrames() {
        for (AbstractInsnNode instruction : code) {
            if (instruction instanceof FrameNode frame) {
                List<Object> locals = frame.local == null ? new ArrayList<>() : new ArrayList<>(frame.local);
                int slots = 0;
                for (Object local : locals) {
                    slots += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
                }
                for (; slots < gasLocal; slots++) {
                    locals.add(Opcodes.TOP);
                }
                locals.add(GAS);
                locals.add(Opcodes.INTEGER);
                frame.local = locals;
            }
        }
    }

    private static List<LabelNode> targets(AbstractInsnNode instruction) {
        if (instruction instanceof JumpInsnNode jump) {
            return List.of(jump.label);
        }
        List<LabelNode> labels = new ArrayList<>();
        if (instruction instanceof TableSwitchInsnNode table) {
            labels.addAll(table.labels);
            labels.add(table.dflt);
        } else if (instruction instanceof LookupSwitchInsnNode lookup) {
            labels.addAll(lookup.labels);
            labels.add(lookup.dflt);
        }
        return labels;
    }

    private InsnList chargeTop(String gasMethod, String descriptor) {
        return list(new InsnNode(DUP), loadGas(), new InsnNode(SWAP), gas(gasMethod, descriptor));
    }

    private AbstractInsnNode loadGas() {
        return new VarInsnNode(ALOAD, gasLocal);
    }

    private AbstractInsnNode loadDepth() {
        return new VarInsnNode(ILOAD, depthLocal);
    }

    private static AbstractInsnNode gas(String name, String descriptor) {
        return new MethodInsnNode(INVOKEVIRTUAL, GAS, name, descriptor, false);
    }

    private static InsnList list(AbstractInsnNode... instructions) {
        InsnList list = new InsnList();
        for (AbstractInsnNode instruction : instructions) {
            list.add(instruction);
        }
        return list;
    }
}
