@main
struct Foley {
    static func main() {}
}
