// Says in one line of JSON what a client got, or which error of the vendor's it ended with.
module.exports = async (ways) => {
  const way = ways[process.argv[2]];
  try {
    console.log(JSON.stringify({ ok: true, got: await way() }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: `${error.code ?? ""} ${error.name}: ${error.message}`.trim() }));
  }
  // Clients keep connections open.
  process.exit();
};
