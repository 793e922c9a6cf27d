import Glibc
import Session
import Tensors

/// A process for the session's tests to start, watch and kill: `StoreProbe TASK PROJECT [ARGUMENT ...]`.
///
/// Every task says on standard output, line by line and unbuffered, what the store has acknowledged.
@main
struct StoreProbe {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { end("usage: StoreProbe TASK PROJECT [ARGUMENT ...]") }
        let rest = Array(arguments.dropFirst(2))
        do {
            switch (arguments[0], rest.count) {
            case ("append", 2): try append(arguments[1], page: rest[0], count: Int(rest[1]) ?? 0)
            case ("work", 1): try work(arguments[1], name: rest[0])
            case ("compute", 1): try compute(arguments[1], name: rest[0])
            case ("hold", 1): try hold(arguments[1], name: rest[0])
            case ("interrupted", 1): try interrupted(arguments[1], name: rest[0])
            case ("full", 1): try full(arguments[1], limit: Int(rest[0]) ?? 0)
            case ("nobody", 1): try nobody(arguments[1], name: rest[0])
            default: end("unknown task \(arguments)")
            }
        } catch let fault as Fault {
            end("fault: \(fault.cause)")
        } catch {
            end("error: \(error)")
        }
    }

    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard write(1, bytes, bytes.count) == bytes.count else { exit(3) }
    }

    static func end(_ line: String) -> Never {
        say(line)
        exit(2)
    }

    static func recipe(_ name: String) -> Recipe {
        Recipe(verb: "probe", version: 1, operands: [("", [.literal(name)])], options: [])
    }

    static func payload(_ name: String, numbers: Int) -> Payload {
        Payload(
            type: "probe", line: name,
            tensors: [("numbers", Tensor([numbers]) { floats in for i in floats.indices { floats[i] = Float(i) } })])
    }

    /// Appends `count` events to a page.
    static func append(_ project: String, page: String, count: Int) throws {
        let store = try Store(project: project)
        for number in 0..<count {
            try store.append(page: page, kind: "probe", cell: "\(getpid())", body: "\(number)")
        }
        say("done")
    }

    /// Stores values and commits events with files, without end.
    static func work(_ project: String, name: String) throws {
        let store = try Store(project: project)
        for number in 0... {
            let value = "\(name)-\(number)"
            try store.put(payload(value, numbers: number % 3 == 0 ? 20_000 : 20), recipe(value), seconds: 0)
            say("value \(value)")
            let file = "plots/\(name)/\(number % 4).txt"
            try store.commit(
                page: name, events: [Event.Draft(kind: "ran", cell: value, body: "{}")],
                files: [(file, Array(value.utf8))])
            say("event \(value)")
        }
    }

    /// Stores a value unless it is there; says whether this process computed it.
    static func compute(_ project: String, name: String) throws {
        let store = try Store(project: project)
        let recipe = recipe(name)
        try store.computing(recipe.key) {
            guard try !store.contains(recipe.key) else { return say("found") }
            usleep(20_000)
            try store.put(payload(name, numbers: 20_000), recipe, seconds: 0.02)
            say("computed")
        }
    }

    /// Holds the lock of a recipe until killed.
    static func hold(_ project: String, name: String) throws {
        try Store(project: project).computing(recipe(name).key) {
            say("held")
            while true { sleep(60) }
        }
    }

    /// Waits for a lock that another holds with the interrupt raised.
    static func interrupted(_ project: String, name: String) throws {
        let store = try Store(project: project)
        Interrupt.raise()
        do {
            try store.computing(recipe(name).key) { say("ran") }
        } catch is Interrupted { say("interrupted") }
    }

    /// Fills the disk, or what files may hold: none may grow beyond `limit` bytes, where it is not 0. Says what was stored
    /// before the fault.
    static func full(_ project: String, limit: Int) throws {
        let store = try Store(project: project)
        if limit > 0 {
            signal(SIGXFSZ, SIG_IGN)
            var bound = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
            guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &bound) == 0 else { end("no limit") }
        }
        var faults = 0
        var stored: [String] = []
        for number in 0..<2000 where faults < 3 {
            let value = "value-\(number)"
            do {
                try store.put(payload(value, numbers: number % 5 == 4 ? 9000 : 2000), recipe(value), seconds: 0)
                stored.append(value)
                say("value \(value)")
                try store.commit(
                    page: "page", events: [Event.Draft(kind: "ran", cell: value, body: "{}")],
                    files: [("plots/\(number).txt", Array(value.utf8))])
                say("event \(value)")
            } catch let fault as Fault {
                faults += 1
                say("fault: \(fault.cause)")
                switch fault {
                case StoreFault.full where limit == 0, StoreFault.unwritable(_, EFBIG) where limit > 0: break
                default: end("not what stops it: \(fault)")
                }
            }
        }
        for value in stored where try store.payload(recipe(value).key)?.line != value { end("lost \(value)") }
        say("done")
    }

    /// Gives up all rights, then reads, and tries to write.
    static func nobody(_ project: String, name: String) throws {
        if getuid() == 0 { guard setgid(65534) == 0, setuid(65534) == 0 else { end("still root") } }
        let store = try Store(project: project)
        say("read only: \(store.isReadOnly)")
        say("value: \(try store.payload(recipe(name).key)?.line ?? "none")")
        say("events: \(try store.events(page: "page").count)")
        do { try store.append(page: "page", kind: "", cell: "", body: "") } catch let fault as Fault {
            say(fault.cause)
        }
        do { try store.put(payload("new", numbers: 9), recipe("new"), seconds: 0) } catch let fault as Fault {
            say(fault.cause)
        }
        try store.computing(recipe("new").key) { say("computing") }
        say("done")
    }
}
