@main struct Braggart {
    static func main() {}
}
