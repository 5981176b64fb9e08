package io.quorate.runtime;

import static org.objectweb.asm.Opcodes.ACC_ENUM;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_NATIVE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNCHRONIZED;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** Finds in one class what would make replicas differ, or lets state outlive a command. */
final class ClassVerifier {
    /** Of what is wrong: names of classes may be 65,535 characters long. */
    private static final int MAX_CHARACTERS = 500;

    private static final int JAVA_17 = 61;
    private static final int JAVA_8 = 52;

    /** Allowed when it is plain what the text is made of; javac calls the first for the parts of a concatenation. */
    private static final Set<String> TEXT_OF_ANYTHING = Set.of(
            "java/lang/String.valueOf(Ljava/lang/Object;)Ljava/lang/String;",
            "java/lang/StringBuilder.append(Ljava/lang/Object;)Ljava/lang/StringBuilder;");

    private final ClassNode type;
    private final MemberRules rules;
    private final Immutability immutability;
    private final Ancestors ancestors;
    private final DynamicRules dynamics;
    private final SortedSet<String> found = new TreeSet<>();
    private String place = "";
    private int line;

    private ClassVerifier(ClassNode type, MemberRules rules, Immutability immutability, BundleClasses classes) {
        this.type = type;
        this.rules = rules;
        this.immutability = immutability;
        this.ancestors = new Ancestors(classes);
        this.dynamics = new DynamicRules(rules, immutability, classes, this::violation);
    }

    /** What is wrong with the class; {@code served} when the kernel keeps an object of it from one command to the next. */
    static SortedSet<String> verify(
            ClassNode type, MemberRules rules, Immutability immutability, BundleClasses classes, boolean served) {
        ClassVerifier verifier = new ClassVerifier(type, rules, immutability, classes);
        verifier.verifyHead();
        type.fields.forEach(field -> verifier.verify(field, served));
        type.methods.forEach(verifier::verify);
        return verifier.found;
    }

    private void verifyHead() {
        int major = type.version & 0xffff;
        if (major < JAVA_8 || major > JAVA_17 || type.version >>> 16 != 0) {
            violation("class file version " + major + "." + (type.version >>> 16) + ": compile with --release 17");
        }
        verifyAbove(type.superName);
        type.interfaces.forEach(this::verifyAbove);
    }

    private void verifyAbove(String above) {
        typeNamed(Type.getObjectType(above));
        report(ancestors.refusal(above));
    }

    private void verify(FieldNode field, boolean served) {
        place = field.name;
        line = 0;
        Type of = Type.getType(field.desc);
        typeNamed(of);
        boolean isStatic = (field.access & ACC_STATIC) != 0;
        boolean isFinal = (field.access & ACC_FINAL) != 0;
        if (isStatic && !isFinal) {
            violation("static field that is not final; keep state in a Cell or Table");
        } else if (isStatic && of.getSort() == Type.ARRAY && !isCompilers(field)) {
            violation("static array, which is mutable; use List.of");
        } else if (isStatic && !isCompilers(field) && !isList(field) && !immutability.isImmutable(of)) {
            violation("static field of a mutable type; keep state in a Cell or Table");
        } else if (!isStatic && served && !(isFinal && immutability.isImmutable(of))) {
            violation("field that can change or hold something that can; keep state in a Cell or Table");
        }
    }

    /** The arrays behind an enum's constants and behind a switch over them; the latter's class has nothing else. */
    private boolean isCompilers(FieldNode field) {
        if ((field.access & ACC_SYNTHETIC) == 0) {
            return false;
        }
        return field.name.equals("$VALUES")
                ? (type.access & ACC_ENUM) != 0
                : field.name.startsWith("$SwitchMap$") && type.methods.size() == 1;
    }

    private static boolean isList(FieldNode field) {
        return field.desc.equals("Ljava/util/List;");
    }

    private void verify(MethodNode method) {
        place = method.name;
        line = 0;
        for (Type named : Type.getArgumentTypes(method.desc)) {
            typeNamed(named);
        }
        typeNamed(Type.getReturnType(method.desc));
        if ((method.access & ACC_NATIVE) != 0) {
            violation("native method");
        }
        if ((method.access & ACC_SYNCHRONIZED) != 0) {
            violation("synchronized method; a recipe runs on one thread");
        }
        if (method.name.equals("finalize") && method.desc.equals("()V")) {
            violation("finalizer; finalizers run at the collector's will");
        }
        report(ancestors.refusal(type, method.name));
        if (StaticArrays.areChanged(type.name, method)) {
            violation("changes a static array, or hands it on; keep state in a Cell or Table");
        }
        StackTypes stack = new StackTypes(type.name, method);
        for (AbstractInsnNode instruction : method.instructions) {
            verify(method, instruction, stack);
        }
        for (TryCatchBlockNode block : method.tryCatchBlocks) {
            if (block.type != null) {
                line = lineAt(block.handler);
                typeNamed(Type.getObjectType(block.type));
            }
        }
    }

    private void verify(MethodNode method, AbstractInsnNode instruction, StackTypes stack) {
        switch (instruction.getOpcode()) {
            case Opcodes.MONITORENTER -> violation("synchronized block; a recipe runs on one thread");
            case Opcodes.MULTIANEWARRAY -> violation("array of several dimensions, which is not charged; use lists");
            case Opcodes.JSR, Opcodes.RET -> violation("subroutine; compile with --release 17");
            case Opcodes.PUTSTATIC -> verifyStaticWrite((FieldInsnNode) instruction, stack);
            default -> {}
        }
        if (instruction instanceof LineNumberNode number) {
            line = number.line;
        } else if (instruction instanceof MethodInsnNode call) {
            if (TEXT_OF_ANYTHING.contains(call.owner + "." + call.name + call.desc)) {
                dynamics.verifyText(stack.top(instruction));
            } else {
                member(call.owner, call.name, call.desc);
            }
        } else if (instruction instanceof FieldInsnNode field) {
            member(field.owner, field.name, field.desc);
        } else if (instruction instanceof TypeInsnNode named) {
            typeNamed(Type.getObjectType(named.desc));
        } else if (instruction instanceof LdcInsnNode constant) {
            dynamics.verifyConstant(constant.cst);
        } else if (instruction instanceof InvokeDynamicInsnNode dynamic) {
            dynamics.verify(type, method, dynamic);
        }
    }

    /** The compiler leaves a line out when it is that of the code before. */
    private static int lineAt(AbstractInsnNode handler) {
        int known = 0;
        for (AbstractInsnNode at = handler; at != null && at.getOpcode() < 0; at = at.getNext()) {
            known = at instanceof LineNumberNode number ? number.line : known;
        }
        for (AbstractInsnNode at = handler; at != null && known == 0; at = at.getPrevious()) {
            known = at instanceof LineNumberNode number ? number.line : known;
        }
        return known;
    }

    private void verifyStaticWrite(FieldInsnNode write, StackTypes stack) {
        if (!place.equals("<clinit>") || !write.owner.equals(type.name)) {
            violation("write to a static field; keep state in a Cell or Table");
        } else if (write.desc.equals("Ljava/util/List;")) {
            AbstractInsnNode before = write.getPrevious();
            while (before != null && before.getOpcode() < 0) {
                before = before.getPrevious();
            }
            boolean fixed = before instanceof MethodInsnNode made
                    && made.owner.equals("java/util/List")
                    && made.name.equals("of")
                    && holdsFixed(made, stack);
            if (!fixed) {
                violation("static list that may be mutable; make it with List.of, of elements that cannot change");
            }
        }
    }

    private boolean holdsFixed(MethodInsnNode made, StackTypes stack) {
        int elements = Type.getArgumentTypes(made.desc).length;
        for (int below = 0; below < elements; below++) {
            Type given = stack.below(made, below);
            boolean array = given.getSort() == Type.ARRAY && made.desc.startsWith("([");
            if (!immutability.isImmutable(
                    array ? Type.getType(given.getDescriptor().substring(1)) : given)) {
                return false;
            }
        }
        return true;
    }

    private void typeNamed(Type named) {
        report(rules.refusal(named));
    }

    private void member(String owner, String name, String descriptor) {
        report(rules.refusal(owner, name, descriptor));
    }

    private void report(Optional<String> refusal) {
        refusal.ifPresent(this::violation);
    }

    private void violation(String what) {
        if (found.size() < VerifiedBundle.MAX_COUNTED) {
            found.add(Location.in(type, place, line) + " " + Location.shortened(what, MAX_CHARACTERS));
        }
    }
}
