import Foundation

/// A folder with the launcher, a package of two files, and stand-ins that write down how they are called.
final class LauncherPlace {
    let outside: URL
    /// The folder of the launcher.
    let root: URL
    private let tools: URL
    private var log: URL { outside.appending(path: "calls") }

    static let package = """
        // swift-tools-version: 6.1
        system("CFFTW", pkgConfig: "fftw3f", apt: "libfftw3-dev"),
        system("CSoxr", pkgConfig: "soxr", apt: "libsoxr-dev"),

        """

    /// What each stand-in does after writing down its call.
    private static let standIns = [
        "swift": """
        case $1 in
        --version) echo "Swift version ${STUB_VERSION:-6.3} (stand-in)" ;;
        build)
            [ -z "${STUB_BUILD-}" ] || { echo "Foley.swift:1: error: broken"; exit 1; }
            [ -z "${STUB_COMPILED-}" ] || { echo "[1/2] Compiling $STUB_COMPILED A.swift"; sleep 3; }
            mkdir -p "$3/.build/release"
            {
                echo '#!/bin/sh'
                echo '[ "$1" != fail ] || exit 7'
                echo 'for a; do echo "<$a>"; done'
            } >"$3/.build/release/foley"
            : >"$3/.build/release/foley-media"
            : >"$3/.build/release/foley-sound"
            chmod +x "$3/.build/release/foley" "$3/.build/release/foley-media" "$3/.build/release/foley-sound" ;;
        test) echo "tests with $FOLEY_EXECUTABLE"; exit "${STUB_TEST:-0}" ;;
        esac
        """,
        "dpkg-query": """
        shift 3
        for name; do
            case " ${STUB_MISSING-} " in *" $name "*) ;; *) printf 'installed:%s ' "$name" ;; esac
        done
        [ -z "${STUB_MISSING-}" ]
        """,
        "pkg-config": #"[ "$2" != "${STUB_NO_MODULE-}" ]"#,
        "apt-get": """
        case " $* " in
        *" update "*) [ -z "${STUB_LISTS-}" ] || { echo "E: $STUB_LISTS" >&2; exit 1; } ;;
        *" install "*) exit "${STUB_APT:-0}" ;;
        esac
        """,
        "sudo": #"exec "$@""#,
        "id": #"echo "${STUB_USER:-0}""#,
    ]

    init() throws {
        let files = FileManager.default
        outside = URL(
            filePath: files.temporaryDirectory.resolvingSymlinksInPath().path + "/launcher-" + UUID().uuidString)
        root = outside.appending(path: "with space")
        tools = outside.appending(path: "tools")
        try files.createDirectory(at: tools, withIntermediateDirectories: true)
        try files.createDirectory(at: root.appending(path: "Sources/foley"), withIntermediateDirectories: true)
        let launcher = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../foley").standardized
        try files.copyItem(at: launcher, to: root.appending(path: "foley"))
        try write("Package.swift", Self.package)
        try write("Sources/foley/Foley.swift", "original")
        for name in [
            "sh", "awk", "cat", "chmod", "cksum", "date", "env", "find", "mkdir", "mktemp", "mv", "readlink", "rm", "sed",
            "sleep", "sort", "touch",
        ] {
            try files.createSymbolicLink(
                atPath: tools.appending(path: name).path, withDestinationPath: "/usr/bin/\(name)")
        }
        for (name, script) in Self.standIns {
            let file = tools.appending(path: name)
            try Data("#!/bin/sh\necho \"\(name) $*\" >>\"$STUB_LOG\"\n\(script)\n".utf8).write(to: file)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        try forgetCalls()
    }

    deinit {
        do { try FileManager.default.removeItem(at: outside) } catch { print("left behind: \(outside.path): \(error)") }
    }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs the launcher; `script` names it as seen from `folder`.
    @discardableResult
    func run(_ arguments: [String], _ environment: [String: String] = [:], script: String? = nil, in folder: URL? = nil)
        throws -> Result
    {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [script ?? root.appending(path: "foley").path] + arguments
        process.currentDirectoryURL = folder ?? outside
        process.environment = environment.merging(["PATH": tools.path, "STUB_LOG": log.path]) { $1 }
        let output = outside.appending(path: "output")
        let errors = outside.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Every call of a stand-in, as `name arguments`.
    var calls: [String] {
        get throws { try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init) }
    }

    /// What apt-get was asked for.
    var aptCalls: [String] {
        get throws {
            try calls.filter { $0.hasPrefix("apt-get ") }
                .map { $0.replacing("apt-get -q -y -o DPkg::Lock::Timeout=600 ", with: "") }
        }
    }

    func forgetCalls() throws { try Data().write(to: log) }

    func write(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: root.appending(path: path)) }

    /// Makes a file as many seconds newer than now.
    func date(_ path: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date.now + seconds], ofItemAtPath: root.appending(path: path).path)
    }

    /// As it was built here, to another place.
    func copyBuild(to other: LauncherPlace) throws {
        try FileManager.default.copyItem(at: root.appending(path: ".build"), to: other.root.appending(path: ".build"))
    }

    func remove(_ tool: String) throws { try FileManager.default.removeItem(at: tools.appending(path: tool)) }

    func contents(of path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path)
    }
}
